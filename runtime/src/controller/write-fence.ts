import { LeadershipLostError, leadershipLost } from '../leaderelection/leadership-lost-error.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';

const reads: ReadonlySet<KubeRequest['method']> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Wraps a client so that it asks `check` before each write: when the write is called, and right before each of its attempts is sent, which
 * is later when it waits for a connection, for credentials or for `qps`. A write that `check` throws for rejects with that error, and is
 * not sent. Reads pass. A WebSocket counts as a write, because it runs commands in containers.
 */
export function fenceWrites(rest: RESTClient, check: () => void): RESTClient {
  const fenced = (request: KubeRequest): KubeRequest => (reads.has(request.method) ? request : guarded(request));
  const guarded = (request: KubeRequest): KubeRequest => {
    const checkWrite = (): void => {
      try {
        check();
      } catch (error) {
        throw refusal(request, error);
      }
    };
    checkWrite();
    return {
      ...request,
      onSend: () => {
        request.onSend?.();
        checkWrite();
      },
    };
  };
  return {
    get config() {
      return rest.config;
    },
    request: async (request, options) => rest.request(fenced(request), options),
    text: async (request, options) => rest.text(fenced(request), options),
    stream: async (request, options) => rest.stream(fenced(request), options),
    raw: async (request, options) => rest.raw(fenced(request), options),
    webSocket: async (request, protocols, options) => rest.webSocket(guarded(request), protocols, options),
    close: () => rest.close(),
  };
}

/** Says in an error which write was not sent. */
function refusal({ method, path }: KubeRequest, error: unknown): unknown {
  const lost = leadershipLost(error);
  if (lost === undefined) return error;
  const { reason, lock, message } = lost;
  return new LeadershipLostError(`${method} ${path} was not sent: ${message}`, { reason, lock, cause: error });
}
