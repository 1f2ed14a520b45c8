import type { Clock } from 'kube-client-runtime';
import type { KubeRequest, KubeResponse, Transport } from 'kube-client-runtime/rest';
import { ConnectionCut, isWireFault, pause, throughFaults, untilAborted } from '../faults/wire.js';
import type { ServerRequest } from '../handlers/request.js';
import { type Answer, contentTypeOf, encodeBody } from './answer.js';

/** The dependencies of an in-process transport. */
export interface InProcessOptions {
  /** The clock of faults and timeouts. */
  readonly clock: Clock;
  /** Handles a request. Never rejects. */
  readonly answer: (request: ServerRequest) => Promise<Answer>;
  /**
   * Registers a connection. `cut` is called when every connection is to be cut, until the returned function is called.
   *
   * Throws while the server does not accept connections.
   */
  readonly connect: (cut: () => void) => () => void;
}

/** Creates a transport that passes requests to a server in the same process. They meet the same rules and faults as over HTTP. */
export function newInProcessTransport(options: InProcessOptions): Transport {
  return {
    send: (request, signal) => send(options, request, signal),
  };
}

async function send(options: InProcessOptions, request: KubeRequest, signal: AbortSignal | undefined): Promise<KubeResponse> {
  signal?.throwIfAborted();
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  const disconnect = options.connect(leave);
  signal?.addEventListener('abort', leave, { once: true });
  const release = (): void => {
    signal?.removeEventListener('abort', leave);
    disconnect();
    gone.abort();
  };
  /** Why the exchange ended early: the caller's reason, or a cut connection. */
  const reason = (): unknown => (signal?.aborted === true ? signal.reason : new ConnectionCut());
  try {
    const { response, faults } = await options.answer(toServerRequest(request, gone.signal));
    if (faults.some((fault) => fault.type === 'refuse')) throw new ConnectionCut();
    for (const fault of faults) if (fault.type === 'delay') await pause(options.clock, fault.ms, gone.signal);
    if (faults.some((fault) => fault.type === 'hold' && fault.afterBytes === undefined)) await untilAborted(gone.signal);
    if (gone.signal.aborted) throw reason();
    const chunks = throughFaults(asBytes(encodeBody(response.body)), faults.filter(isWireFault), options.clock, gone.signal);
    const body = untilReleased(chunks, gone.signal, release, reason);
    if (request.method === 'HEAD') release();
    return { status: response.status, headers: { ...response.headers, 'content-type': contentTypeOf(response) }, body };
  } catch (error) {
    release();
    throw error;
  }
}

function toServerRequest(request: KubeRequest, signal: AbortSignal): ServerRequest {
  return {
    method: request.method,
    path: request.path,
    query: new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])),
    headers: request.headers,
    body: typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array()),
    signal,
  };
}

async function* asBytes(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** Returns the body for its only reader. Leaving the loop ends the exchange, even while the server sends nothing. */
function untilReleased(
  chunks: AsyncGenerator<Uint8Array>,
  gone: AbortSignal,
  release: () => void,
  reason: () => unknown,
): AsyncIterable<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const result = await chunks.next();
        if (result.done !== true) return result;
        // The stream ends without an error when the exchange ends. For a reader that did not leave by itself, that is an error.
        if (gone.aborted) throw reason();
        release();
        return { done: true, value: undefined };
      } catch (error) {
        release();
        throw error;
      }
    },
    async return() {
      release();
      await chunks.return(undefined);
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
