import { asBuffer } from '../util/as-buffer.js';
import type { CallScope } from './call-scope.js';

/**
 * A body as its caller sees it: a silence of `idleMs` while the caller waits is an error (0 turns that off; the time the caller
 * takes does not count), faults say which request failed, and leaving it, begun or not, closes the connection at once. `scope`
 * ends with it. `onEnd` is told how many bytes there were, where it was read to its end.
 */
export function guardBody(
  body: AsyncIterable<Uint8Array>,
  scope: CallScope,
  idleMs: number | (() => number),
  onEnd: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]();
      let over = false;
      let bytes = 0;
      return {
        async next() {
          if (over) return { done: true, value: undefined };
          const disarm = scope.limit(typeof idleMs === 'number' ? idleMs : idleMs(), 'no byte arrived');
          try {
            // What had arrived before the signal fired is not handed on after it.
            scope.signal.throwIfAborted();
            const result = await source.next();
            if (result.done !== true) {
              bytes += result.value.length;
              return result;
            }
            over = true;
            scope.end();
            onEnd(bytes);
            return { done: true, value: undefined };
          } catch (error) {
            const explained = scope.explain(error);
            over = true;
            scope.end();
            throw explained;
          } finally {
            disarm();
          }
        },
        async return() {
          if (!over) {
            over = true;
            scope.abort(new Error('the answer was left before its end'));
            scope.end();
            // It was left: how it ends from here on concerns nobody.
            await source.return?.().catch(() => {});
          }
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** A body as one piece, or its beginning where it is longer than `limit` bytes. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number = Infinity): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let left = limit;
  for await (const chunk of body) {
    chunks.push(chunk);
    left -= chunk.length;
    if (left <= 0) break;
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? asBuffer(only) : Buffer.concat(chunks);
}
