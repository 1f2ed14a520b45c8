import { newUnauthorized, newInternalError, isStatusError } from 'kube-client-runtime/errors';
import type { Fault } from '../faults/fault.js';
import type { FaultInjector } from '../faults/faults.js';
import type { ServerContext } from '../handlers/context.js';
import { parsePath, type ServerRequest, type ServerResponse } from '../handlers/request.js';
import { statusResponse, type Answer } from '../http/answer.js';
import { isObject, parseJson, type JsonObject } from '../json/json.js';
import type { OpenApi } from '../openapi/serve.js';
import type { Action, Interceptors, Reaction } from './intercept.js';
import { isHealthPath, route } from './routes.js';

/** A request that the server received, for tests to inspect. */
export interface RequestRecord {
  /** The HTTP method. */
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** The query parameters. */
  readonly query: URLSearchParams;
  /** The verb. This field and the four below are empty for paths that belong to no resource. */
  readonly verb: string;
  /** The plural. */
  readonly resource: string;
  /** The subresource, or the empty string. */
  readonly subresource: string;
  /** The namespace, or the empty string. */
  readonly namespace: string;
  /** The name, or the empty string. */
  readonly name: string;
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as text. */
  readonly body: string;
}

/** The dependencies of a pipeline. */
export interface PipelineOptions {
  /** The state that handlers share. */
  readonly context: ServerContext;
  /** The OpenAPI documents. */
  readonly openApi: OpenApi;
  /** The faults on demand. */
  readonly faults: FaultInjector;
  /** The reactors. */
  readonly interceptors: Interceptors;
  /** The accepted tokens. Undefined accepts every client. */
  readonly tokens: ReadonlySet<string> | undefined;
  /** Records a request. */
  readonly record: (request: RequestRecord) => void;
}

/** Creates the function that every request passes through: credentials, faults, reactors, handlers. It never rejects. */
export function newPipeline(options: PipelineOptions): (request: ServerRequest) => Promise<Answer> {
  return async (request) => {
    const action = describe(request);
    options.record({
      ...action,
      method: request.method,
      headers: request.headers,
      body: Buffer.from(request.body).toString(),
    });
    const faults = options.faults.take(action);
    try {
      authenticate(options.tokens, request);
      return { response: answerFault(faults) ?? (await answer(options, request, action)), faults };
    } catch (error) {
      if (isStatusError(error)) return { response: statusResponse(error.status), faults };
      const why = error instanceof Error ? error.message : String(error);
      return { response: statusResponse(newInternalError(why).status), faults };
    }
  };
}

async function answer(options: PipelineOptions, request: ServerRequest, action: Action): Promise<ServerResponse> {
  const reaction = await options.interceptors.react(() => action);
  return reaction === undefined ? route(options.context, options.openApi, request) : fromReaction(reaction);
}

function fromReaction({ status = 200, object }: Reaction): ServerResponse {
  const document = parseJson(JSON.stringify(object));
  return { status, headers: {}, body: { type: 'json', value: isObject(document) ? document : {} } };
}

/** Checks the bearer token. Health checks and the version need none, as on a real server. */
function authenticate(tokens: ReadonlySet<string> | undefined, { headers, path }: ServerRequest): void {
  if (tokens === undefined) return;
  const header = headers['authorization'];
  if (header === undefined && (isHealthPath(path) || path === '/version')) return;
  const token = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (token === undefined || !tokens.has(token)) throw newUnauthorized('Unauthorized');
}

function answerFault(faults: readonly Fault[]): ServerResponse | undefined {
  for (const fault of faults) {
    if (fault.type === 'status') return statusResponse(fault.status);
    if (fault.type === 'watchError') {
      const object: JsonObject = { ...fault.status, metadata: {}, details: undefined };
      return {
        status: 200,
        headers: {},
        body: { type: 'text', text: `${JSON.stringify({ type: 'ERROR', object })}\n` },
        contentType: 'application/json',
      };
    }
  }
  return undefined;
}

function describe(request: ServerRequest): Action {
  const { method, path, query, body } = request;
  const info = parsePath(method, path, query);
  const isResource = info !== undefined && info.resource !== '';
  return {
    verb: isResource ? info.verb : '',
    group: info?.group ?? '',
    version: info?.version ?? '',
    resource: info?.resource ?? '',
    subresource: info?.subresource ?? '',
    namespace: info?.namespace ?? '',
    name: info?.name ?? '',
    path,
    query,
    get object() {
      return bodyObject(body);
    },
  };
}

function bodyObject(body: Uint8Array): JsonObject | undefined {
  if (body.length === 0) return undefined;
  try {
    const document = parseJson(Buffer.from(body).toString());
    return isObject(document) ? document : undefined;
  } catch {
    // The handlers report a body that is not JSON.
    return undefined;
  }
}
