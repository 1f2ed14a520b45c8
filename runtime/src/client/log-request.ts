import type { CallOptions } from '../meta/index.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';

/**
 * A log that is read when it is used, in one of three ways. Each use sends a request of its own.
 *
 * - `await` resolves with the text.
 * - `for await` yields each line when it arrives, without its line break. Leaving the loop closes the connection.
 * - `stream()` returns the bytes.
 *
 * With the option `follow`, the log ends when the container does. Each way rejects or throws as `RESTClient.stream` does.
 */
export interface LogRequest extends Promise<string>, AsyncIterable<string> {
  /**
   * Returns the bytes as a web stream. `Readable.fromWeb` makes a Node stream of it. A slow reader slows the server down. Cancelling the
   * stream closes the connection.
   */
  stream(): ReadableStream<Uint8Array>;
}

/** Creates the log of a request. Nothing is sent before it is used. */
export function newLogRequest(rest: RESTClient, request: KubeRequest, options: CallOptions): LogRequest {
  async function* read(): AsyncGenerator<Uint8Array, void> {
    const { body } = await rest.stream(request, options);
    yield* body;
  }
  async function* lines(): AsyncGenerator<string, void> {
    const decoder = new TextDecoder();
    let tail = '';
    for await (const bytes of read()) {
      const parts = (tail + decoder.decode(bytes, { stream: true })).split('\n');
      tail = parts.pop() ?? '';
      yield* parts;
    }
    tail += decoder.decode();
    if (tail !== '') yield tail;
  }
  let text: Promise<string> | undefined;
  const readText = (): Promise<string> => (text ??= rest.text(request, options));
  return {
    then: (onFulfilled, onRejected) => readText().then(onFulfilled, onRejected),
    catch: (onRejected) => readText().catch(onRejected),
    finally: (onFinally) => readText().finally(onFinally),
    stream: () => streamOf(read()),
    [Symbol.asyncIterator]: lines,
    [Symbol.toStringTag]: 'LogRequest',
  };
}

function streamOf(bytes: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await bytes.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await bytes.return();
      },
    },
    { highWaterMark: 0 },
  );
}
