import type { Clock } from '../../util/index.js';
import { asBuffer } from '../../wire/bytes.js';
import type { CallScope } from '../call-scope.js';
import type { KubeResponse } from '../transport.js';

/**
 * Wraps a body for the caller of the client.
 *
 * - Throws if no byte arrives within `idleMs` while the caller waits. 0 means no limit.
 * - Throws errors that name the failed request.
 * - Closes the connection immediately when the caller leaves the iteration, even before its begin.
 * - Ends `scope` with the body, and calls `onEnd` with the number of bytes if the body was read to its end.
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
      let ended = false;
      let bytes = 0;
      return {
        async next() {
          if (ended) return { done: true, value: undefined };
          const cancelLimit = scope.limit(typeof idleMs === 'number' ? idleMs : idleMs(), 'no byte arrived');
          try {
            // After the signal has fired, do not return bytes that arrived before.
            scope.signal.throwIfAborted();
            const result = await scope.wait(source.next());
            if (result.done !== true) {
              bytes += result.value.length;
              return result;
            }
            ended = true;
            scope.end();
            onEnd(bytes);
            return { done: true, value: undefined };
          } catch (error) {
            const explained = scope.explain(error);
            ended = true;
            scope.end();
            leaveBody(source);
            throw explained;
          } finally {
            cancelLimit();
          }
        },
        async return() {
          if (!ended) {
            ended = true;
            scope.abort(new Error('the reader left the response before its end'));
            scope.end();
            // Nobody waits for the result any more.
            await source.return?.().catch(() => {});
          }
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** The beginning of a body. */
interface BodyBeginning {
  /** The bytes. */
  readonly bytes: Buffer;
  /** Whether these are all bytes of the body. */
  readonly complete: boolean;
}

/**
 * Reads a body for at most `ms`, up to `maxBytes`. The last chunk may exceed `maxBytes`. Closes the connection of a longer or
 * slower body.
 *
 * Rejects as the body does.
 */
export async function readBeginning(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, ms, clock }: { readonly maxBytes: number; readonly ms: number; readonly clock: Clock },
): Promise<BodyBeginning> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  let ended = false;
  /** Resolves with whether the body has ended. */
  const read = async (): Promise<boolean> => {
    while (left > 0 && !ended) {
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
    // Do not wait for it: the `return` of a generator waits for its `next`.
    if (!complete) leaveBody(iterator);
    return { bytes: Buffer.concat(chunks), complete };
  } finally {
    ended = true;
    cancelTimer();
  }
}

/** Leaves a body, and ignores how it ends. */
export function leaveBody(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().then(undefined, () => {});
}

/** Larger than usual error responses that are not read. Unit: bytes */
const longestDiscard = 65_536;
/** The time after which a new connection is cheaper than the rest of a response. Unit: milliseconds */
const discardTimeoutMs = 5_000;

/** Reads a short body to its end, so that its connection can be reused. Leaves a long or slow body. Never rejects. */
export async function discard({ body }: Pick<KubeResponse, 'body'>, clock: Clock): Promise<void> {
  try {
    await readBeginning(body, { maxBytes: longestDiscard, ms: discardTimeoutMs, clock });
  } catch {
    // The connection is broken. The response is not needed, and the next request opens a new connection.
  }
}

/** Reads a complete body. Rejects with the result of `tooLong` as soon as it exceeds `maxBytes`. */
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

/**
 * Reads a complete body, or its beginning if it exceeds `limit` bytes.
 *
 * Default: `Infinity`
 */
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
