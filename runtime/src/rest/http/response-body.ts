import { asBuffer } from '../../util/as-buffer.js';
import type { Clock } from '../../util/index.js';
import type { CallScope } from '../call-scope.js';
import type { KubeResponse } from '../transport.js';

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
            const result = await scope.wait(source.next());
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
            leaveBody(source);
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

/** The beginning of a body, and whether that is all. */
interface BodyBeginning {
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/**
 * Reads a body up to `maxBytes`, which the last chunk may exceed, for `ms` at most. Closes the connection of a body that is longer, or
 * takes longer. Rejects as the body does.
 */
export async function readBeginning(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, ms, clock }: { readonly maxBytes: number; readonly ms: number; readonly clock: Clock },
): Promise<BodyBeginning> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  let over = false;
  /** Resolves with whether the body has ended. */
  const read = async (): Promise<boolean> => {
    while (left > 0 && !over) {
      const result = await iterator.next();
      if (result.done === true) return true;
      chunks.push(result.value);
      left -= result.value.length;
    }
    return false;
  };
  let cancelTimer = (): void => {};
  const late = new Promise<boolean>((resolve) => {
    cancelTimer = clock.schedule(ms, () => resolve(false));
  });
  try {
    const complete = await Promise.race([read(), late]);
    // Not waited for: a generator takes no `return` before its `next` has settled.
    if (!complete) leaveBody(iterator);
    return { bytes: Buffer.concat(chunks), complete };
  } finally {
    over = true;
    cancelTimer();
  }
}

/** Gives a body up. How it ends from here on concerns nobody. */
export function leaveBody(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().then(undefined, () => {});
}

/** More than any refusal that is not read has. */
const longestDiscard = 65_536;
/** Milliseconds. After that a new connection is cheaper than the rest of an answer. */
const discardTimeoutMs = 5_000;

/** Reads a short body to its end, so that its connection can be used again, and gives up one that is long or slow. Never rejects. */
export async function discard({ body }: Pick<KubeResponse, 'body'>, clock: Clock): Promise<void> {
  try {
    await readBeginning(body, { maxBytes: longestDiscard, ms: discardTimeoutMs, clock });
  } catch {
    // The connection is gone; nobody needs the answer, and the next request finds out by itself.
  }
}

/** Reads a body as one piece. Rejects with what `tooLong` returns for one of more than `maxBytes`, as soon as that is known. */
export async function collectBody(
  { body, headers }: Pick<KubeResponse, 'body' | 'headers'>,
  maxBytes: number,
  tooLong: () => Error,
): Promise<Buffer> {
  if (Number(headers['content-length']) > maxBytes) {
    leaveBody(body[Symbol.asyncIterator]());
    throw tooLong();
  }
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  for await (const chunk of body) {
    chunks.push(chunk);
    left -= chunk.length;
    // Throwing leaves the body, which closes the connection.
    if (left < 0) throw tooLong();
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? asBuffer(only) : Buffer.concat(chunks);
}

/** Reads a body as one piece, or its beginning if it is longer than `limit` bytes. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number = Infinity): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let left = limit;
  for await (const chunk of body) {
    chunks.push(chunk);
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}
