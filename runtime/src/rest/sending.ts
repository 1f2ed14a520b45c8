import type { CallScope } from './call-scope.js';
import type { KubeRequest, Transport } from './transport.js';

/** Carries an error of a caller's `onSend`, so that no layer takes it for a fault of the connection. */
export class SendRefused extends Error {
  override readonly name = 'SendRefused';
}

/**
 * One attempt on its way. Each time its request is written, the time limit for the head of the answer begins, and each head ends it:
 * neither credentials, nor a connection, nor a place in the pool count.
 */
export class Sending {
  /** The request to send. Its `onSend` calls the caller's. */
  readonly request: KubeRequest;
  /** Set when the caller's `onSend` has thrown. */
  refusal: SendRefused | undefined;
  private disarm = (): void => {};

  constructor(request: KubeRequest, scope: CallScope, headerTimeoutMs: number) {
    this.request = {
      ...request,
      onSend: () => {
        try {
          request.onSend?.();
        } catch (error) {
          this.refusal ??= new SendRefused('onSend threw', { cause: error });
          throw error;
        }
        this.disarm();
        this.disarm = scope.limit(headerTimeoutMs, 'no answer began');
      },
      onResponse: () => {
        this.disarm();
        request.onResponse?.();
      },
    };
  }

  /** Lets go of the time limit. */
  end(): void {
    this.disarm();
  }
}

/** Adds the `onSend` of a call to that of its request. */
export function withOnSend(request: KubeRequest, onSend: (() => void) | undefined): KubeRequest {
  if (onSend === undefined) return request;
  const own = request.onSend;
  if (own === undefined) return { ...request, onSend };
  return {
    ...request,
    onSend() {
      own();
      onSend();
    },
  };
}

/** Calls the hooks of a request for a transport that may not know them: sending begins with the call. */
export function sendingAtOnce(transport: Transport): Transport {
  return {
    async send(request, signal) {
      request.onSend?.();
      const response = await transport.send(request, signal);
      request.onResponse?.();
      return response;
    },
  };
}
