import { constants } from 'node:buffer';
import { ConnectionError, isProbableEOF, StatusError } from '../errors/index.js';
import { longestQuietDelayMs, longestRetryAfterMs } from '../errors/reasons.js';
import { statusErrorFromResponse } from '../errors/server-response.js';
import { isStatus } from '../errors/unexpected-object.js';
import type { CallOptions, Status } from '../meta/index.js';
import { safeLogger, sleep, systemClock, type Clock, type Logger } from '../util/index.js';
import { redacted } from '../util/redaction.js';
import { defaultMaxBytes, tooLarge } from '../wire/bytes.js';
import { type AttemptOutcome, newRateLimiter, nextStep, retryAfterSeconds } from './attempts.js';
import { authenticate, authProviderOf } from './auth/authentication.js';
import { newCallScope, overdueAnswer, type CallScope } from './call-scope.js';
import type { RESTClient, StreamOptions } from './client.js';
import type { RESTConfig } from './config.js';
import { newHTTPTransport } from './http/http-transport.js';
import { followRedirects } from './http/redirects.js';
import { collectBody, discard, guardBody, leaveBody, readBeginning } from './http/response-body.js';
import type { RESTMetrics } from './metrics.js';
import { addRequestHeaders } from './request-headers.js';
import { requestSubject, serverURL } from './request/urls.js';
import { OnSendError, Sending, withOnSend, withSendHooks } from './sending.js';
import type { KubeRequest, KubeResponse, Transport, WebSocketConnection } from './transport.js';
import { logWarnings, parseWarningHeaders } from './warnings.js';

const defaultIdleTimeoutMs = 30_000;
const defaultResponseHeaderTimeoutMs = 75_000;
const defaultBurst = 10;
/** Larger than any `Status`. The rest of a longer error response is not read. Unit: bytes */
const longestStatus = 16 * 1024 * 1024;
/**
 * The time to read the body of an error response. The error is created from the bytes that arrived by then. Unit: milliseconds
 */
const statusTimeoutMs = 10_000;

/** The dependencies that tests replace. */
export interface RESTClientDependencies {
  /** Default: `systemClock` */
  readonly clock?: Clock | undefined;
}

/**
 * Creates a client for the server of a config. Sends nothing and reads no file before the first request.
 *
 * Throws a `TypeError` for settings that contradict each other or are invalid.
 */
export function createRESTClient(config: RESTConfig, { clock = systemClock }: RESTClientDependencies = {}): RESTClient {
  const logger = safeLogger(config.logger);
  const metrics = safeMetrics(config.metrics ?? {}, logger);
  checkLimits(config);
  const server = serverURL(config);
  const origin = `${server.secure ? 'https' : 'http'}://${server.authority}${server.pathPrefix}`;
  const provider = authProviderOf(config, clock, createRESTClient);
  const http =
    config.transport === undefined
      ? newHTTPTransport(config, server, async (signal) => (await provider?.credentials(signal))?.clientCertificate, clock)
      : undefined;
  let transport = http ?? (config.transport && withSendHooks(config.transport));
  if (transport === undefined) throw new TypeError('no transport');
  for (const wrap of [...(config.middleware ?? [])].reverse()) transport = wrap(transport);
  transport = followRedirects(transport, server, clock);
  if (provider !== undefined) transport = authenticate(transport, provider, logger, clock);
  const sender: Transport = addRequestHeaders(transport, config);
  const limiter =
    config.qps !== undefined && config.qps > 0 ? newRateLimiter(config.qps, config.burst ?? defaultBurst, clock) : undefined;
  const maxResponseBytes = config.maxResponseBytes ?? defaultMaxBytes;
  const maxRetryAfterMs = config.maxRetryAfterMs ?? longestRetryAfterMs;
  const onWarning = config.warningHandler ?? logWarnings(logger);

  const throttle = async (request: KubeRequest, signal: AbortSignal): Promise<void> => {
    if (limiter === undefined) return;
    const waitedMs = await limiter.wait(signal);
    metrics.rateLimiterLatency(request.method, request.path, waitedMs);
    if (waitedMs > 1_000)
      logger.info('Waited because of client-side throttling', { method: request.method, path: request.path, waitedMs });
  };

  const attempt = async (request: KubeRequest, scope: CallScope): Promise<KubeResponse> => {
    const sending = new Sending(request, scope, config.responseHeaderTimeoutMs ?? defaultResponseHeaderTimeoutMs);
    const start = clock.monotonic();
    try {
      const response = await scope.wait(sender.send(sending.request, scope.signal), ({ body }) =>
        leaveBody(body[Symbol.asyncIterator]()),
      );
      metrics.requestResult(String(response.status), request.method, server.authority);
      return response;
    } catch (error) {
      metrics.requestResult('<error>', request.method, server.authority);
      if (sending.onSendError !== undefined) throw sending.onSendError;
      throw scope.explain(error);
    } finally {
      sending.end();
      metrics.requestLatency(request.method, request.path, clock.monotonic() - start);
      if (request.body !== undefined) metrics.requestSize(request.method, server.authority, Buffer.byteLength(request.body));
    }
  };

  /** Sends a request until there is a response for the caller, with any status. Ends `scope` if it rejects. */
  const send = async (request: KubeRequest, scope: CallScope): Promise<KubeResponse> => {
    try {
      scope.signal.throwIfAborted();
      for (let retries = 0; ; retries++) {
        await throttle(request, scope.signal);
        const [outcome, result] = await settle(attempt(request, scope));
        if (!result.ok && result.error instanceof OnSendError) throw result.error;
        if (retries > 0)
          metrics.requestRetry(result.ok ? String(result.value.status) : '<error>', request.method, server.authority);
        const next = nextStep(request, retries, outcome);
        if (next.type === 'done' || scope.signal.aborted) {
          if (!result.ok) throw result.error;
          warn(result.value);
          return result.value;
        }
        if (result.ok) await discard(result.value, clock);
        const delayMs = Math.min(next.delayMs, maxRetryAfterMs);
        const log = delayMs > longestQuietDelayMs ? 'warn' : 'debug';
        logger[log]('Retrying a request', {
          method: request.method,
          path: request.path,
          delayMs,
          reason: next.reason,
        });
        await sleep(clock, delayMs, scope.signal);
      }
    } catch (error) {
      const explained = error instanceof OnSendError ? error.cause : scope.explain(error);
      scope.end();
      throw explained;
    }
  };

  const warn = (response: KubeResponse): void => {
    for (const { code, agent, text } of parseWarningHeaders(response.headers['warning'])) {
      try {
        onWarning(code, agent, text);
      } catch (error) {
        logger.error('The warning handler threw', { error });
      }
    }
  };

  /** Returns a response with a guarded body. */
  const open = async (original: KubeRequest, options: StreamOptions): Promise<KubeResponse> => {
    const { signal, timeoutMs, idleTimeoutMs, endTimeoutMs = 0, onSend } = options;
    const request = withOnSend(original, onSend);
    const scope = newCallScope({ method: request.method, url: `${origin}${request.path}` }, signal, clock);
    // The config's timeout applies only to responses that end by themselves.
    scope.limit(timeoutMs ?? (request.streaming === true ? 0 : (config.timeoutMs ?? 0)), 'the call did not end');
    const response = await send(request, scope);
    // Only a successful response is a stream. An error response ends by itself.
    const openEnded = request.streaming === true && isSuccess(response);
    const idleMs = openEnded ? (idleTimeoutMs ?? 0) : (idleTimeoutMs ?? config.idleTimeoutMs ?? defaultIdleTimeoutMs);
    scope.limit(endTimeoutMs, 'the response did not end', overdueAnswer);
    const onEnd = (bytes: number): void => {
      if (!openEnded) metrics.responseSize(request.method, server.authority, bytes);
    };
    return { ...response, body: guardBody(response.body, scope, idleMs, onEnd) };
  };

  const openSuccess = async (request: KubeRequest, options: StreamOptions): Promise<KubeResponse> => {
    const response = await open(request, options);
    if (isSuccess(response)) return response;
    throw await failure(request, response, clock);
  };

  const collect = (request: KubeRequest, response: KubeResponse): Promise<Buffer> =>
    collectBody(response, maxResponseBytes, () => {
      const what = `${request.method} ${origin}${request.path}: the response has`;
      return tooLarge(what, maxResponseBytes, 'maxResponseBytes');
    });

  const readSuccess = async (request: KubeRequest, options: CallOptions): Promise<{ response: KubeResponse; body: Buffer }> => {
    const response = await openSuccess(request, options);
    const body = await collect(request, response);
    return { response, body };
  };

  const openWebSocket = async (
    original: KubeRequest,
    protocols: readonly string[],
    { signal, timeoutMs, onSend }: CallOptions,
  ): Promise<WebSocketConnection> => {
    const request = { ...withOnSend(original, onSend), streaming: true, webSocketProtocols: protocols };
    const scope = newCallScope({ method: request.method, url: `${origin}${request.path}` }, signal, clock);
    const stopTimer = scope.limit(timeoutMs ?? config.timeoutMs ?? 0, 'no WebSocket opened');
    const response = await send(request, scope);
    stopTimer();
    if (response.webSocket !== undefined) {
      void response.webSocket.closed.then(() => scope.end());
      return response.webSocket;
    }
    const body = guardBody(response.body, scope, defaultIdleTimeoutMs, () => {});
    throw await failure(request, { ...response, body }, clock);
  };

  const client = {
    async request<T>(request: KubeRequest, options: CallOptions = {}): Promise<T> {
      const { response, body } = await readSuccess(request, options);
      // Other servers may answer a successful deletion with an empty body.
      if (body.length === 0 && request.method === 'DELETE') return success(response.status) as T;
      // This is the trust boundary: the caller states the type of the response.
      return parseJSON(body, response, `${request.method} ${origin}${request.path}`) as T;
    },
    async text(request: KubeRequest, options: CallOptions = {}): Promise<string> {
      return (await readSuccess(request, options)).body.toString('utf8');
    },
    stream: (request: KubeRequest, options: StreamOptions = {}): Promise<KubeResponse> => openSuccess(request, options),
    async raw(request: KubeRequest, options: CallOptions = {}) {
      const response = await open(request, options);
      const { status, headers } = response;
      return { status, headers, body: await collect(request, response) };
    },
    webSocket: (request: KubeRequest, protocols: readonly string[], options: CallOptions = {}): Promise<WebSocketConnection> =>
      openWebSocket(request, protocols, options),
    close: (): void => http?.close(),
  };
  const shownConfig = redacted({ ...config });
  return Object.defineProperty(client, 'config', { get: () => shownConfig, enumerable: false }) as typeof client & {
    readonly config: RESTConfig;
  };
}

type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settle(attempt: Promise<KubeResponse>): Promise<[AttemptOutcome, Result<KubeResponse>]> {
  try {
    const value = await attempt;
    const retryAfter = first(value.headers['retry-after']);
    return [
      { type: 'response', status: value.status, retryAfter },
      { ok: true, value },
    ];
  } catch (error) {
    return [
      { type: 'error', broken: isProbableEOF(error) },
      { ok: false, error },
    ];
  }
}

function isSuccess({ status }: KubeResponse): boolean {
  return status >= 200 && status < 300;
}

/** Creates the error of a response that is not a success. */
async function failure(request: KubeRequest, response: KubeResponse, clock: Clock): Promise<StatusError> {
  return statusErrorFromResponse({
    code: response.status,
    verb: request.method,
    ...requestSubject(request.path),
    body: (await readBeginning(response.body, { maxBytes: longestStatus, ms: statusTimeoutMs, clock })).bytes,
    contentType: first(response.headers['content-type']),
    retryAfterSeconds: retryAfterSeconds(first(response.headers['retry-after'])),
  });
}

/** Returns the `Status` with which the API server answers. */
function success(code: number): Status {
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success', code };
}

function parseJSON(body: Buffer, response: KubeResponse, what: string): unknown {
  if (body.length > constants.MAX_STRING_LENGTH) {
    throw new ConnectionError(
      `${what}: the response of ${body.length} bytes is too long for a string: request pages, with limit`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    // The parser's message quotes the body, which may be a secret.
    const type = first(response.headers['content-type']) ?? 'no content type';
    const why = body.length === 0 ? 'an empty body' : `${body.length} bytes of ${type} that are not JSON`;
    throw new ConnectionError(`${what}: the server answered ${response.status} with ${why}`);
  }
  if (isStatus(value) && value.status === 'Failure') throw new StatusError(value);
  return value;
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

/** Throws a `TypeError` for invalid limits. A limit of NaN would mean no limit. */
function checkLimits(config: RESTConfig): void {
  for (const name of ['maxObjectBytes', 'maxResponseBytes'] as const) {
    const value = config[name];
    if (value !== undefined && !(value > 0)) throw new TypeError(`${name} must be a number above 0, not ${String(value)}`);
  }
  const { maxRetryAfterMs = 0 } = config;
  if (!(maxRetryAfterMs >= 0)) throw new TypeError(`maxRetryAfterMs must be a number of at least 0, not ${maxRetryAfterMs}`);
}

/** Returns hooks that never throw. */
function safeMetrics(hooks: RESTMetrics, logger: Logger): Required<Omit<RESTMetrics, 'execPluginCalls'>> {
  const guard = (report: () => void): void => {
    try {
      report();
    } catch (error) {
      logger.error('A metrics hook threw', { error });
    }
  };
  return {
    requestLatency: (...args) => guard(() => hooks.requestLatency?.(...args)),
    requestSize: (...args) => guard(() => hooks.requestSize?.(...args)),
    responseSize: (...args) => guard(() => hooks.responseSize?.(...args)),
    rateLimiterLatency: (...args) => guard(() => hooks.rateLimiterLatency?.(...args)),
    requestResult: (...args) => guard(() => hooks.requestResult?.(...args)),
    requestRetry: (...args) => guard(() => hooks.requestRetry?.(...args)),
  };
}
