import { leadershipLost, LeadershipLostError } from '../leaderelection/leadership-fence.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';

const reads: ReadonlySet<KubeRequest['method']> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Wraps a client so that `check` runs before each write. It runs when the write is called, and again right before each attempt is
 * sent. The latter is later if the write waits for a connection, for credentials or for `qps`. Reads pass unchecked.
 * A WebSocket counts as a write, because it runs commands in containers.
 *
 * A write for which `check` throws is not sent and rejects with that error.
 */
export function fenceWrites(rest: RESTClient, check: () => void): RESTClient {
  const fenced = (request: KubeRequest): KubeRequest => (reads.has(request.method) ? request : checked(request));
  const checked = (request: KubeRequest): KubeRequest => {
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
    webSocket: async (request, protocols, options) => rest.webSocket(checked(request), protocols, options),
    close: () => rest.close(),
  };
}

/** Returns the error of a write that was not sent. A LeadershipLostError is extended with the method and path. */
function refusal({ method, path }: KubeRequest, error: unknown): unknown {
  const lost = leadershipLost(error);
  if (lost === undefined) return error;
  const { reason, lock, message } = lost;
  return new LeadershipLostError(`${method} ${path} was not sent: ${message}`, { reason, lock, cause: error });
}
