import type { CallScope } from './call-scope.js';
import type { KubeRequest, Transport } from './transport.js';

/** An error that a caller's `onSend` threw. No layer must handle it as an error of the connection. */
export class OnSendError extends Error {
  override readonly name = 'OnSendError';
}

/**
 * One attempt to send a request, with the time limit for the head of its response.
 *
 * The limit begins when the request is written, and ends with the head. It does not include waiting for credentials, for a
 * connection or for the pool.
 */
export class Sending {
  /** The request to send. Its `onSend` also calls the `onSend` of the caller. */
  readonly request: KubeRequest;
  /** The error that the caller's `onSend` threw. */
  onSendError: OnSendError | undefined;
  private cancelLimit = (): void => {};

  constructor(request: KubeRequest, scope: CallScope, headerTimeoutMs: number) {
    this.request = {
      ...request,
      onSend: () => {
        try {
          request.onSend?.();
        } catch (error) {
          this.onSendError ??= new OnSendError('onSend threw', { cause: error });
          throw error;
        }
        this.cancelLimit();
        this.cancelLimit = scope.limit(headerTimeoutMs, 'no response headers arrived');
      },
      onResponse: () => {
        this.cancelLimit();
        request.onResponse?.();
      },
    };
  }

  /** Cancels the time limit. */
  end(): void {
    this.cancelLimit();
  }
}

/** Returns the request with an additional `onSend`, which is called after the request's own. */
export function withOnSend(request: KubeRequest, onSend: (() => void) | undefined): KubeRequest {
  if (onSend === undefined) return request;
  const first = request.onSend;
  if (first === undefined) return { ...request, onSend };
  return {
    ...request,
    onSend() {
      first();
      onSend();
    },
  };
}

/** Returns a transport that calls the hooks of a request. For transports that ignore the hooks and send immediately. */
export function withSendHooks(transport: Transport): Transport {
  return {
    async send(request, signal) {
      request.onSend?.();
      const response = await transport.send(request, signal);
      request.onResponse?.();
      return response;
    },
  };
}
