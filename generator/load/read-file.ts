import { constants, createReadStream, open } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { maximumBytes } from './decode.js';
import { fileError, InputError } from './input-error.js';

/**
 * Returns the bytes of a file, a pipe or a device; at most `maximumBytes`.
 *
 * Throws an InputError, or the signal's reason when it fires.
 */
export async function readBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  let stream: Readable;
  try {
    const stats = await stat(path);
    if (stats.isFile() && stats.size > maximumBytes) throw tooLarge();
    // Files under /proc say that they are empty: read those as streams.
    if (stats.isFile() && stats.size > 0) return await readFile(path);
    stream = stats.isFIFO() && process.platform !== 'win32' ? await openPipe(path) : createReadStream(path);
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error);
  }
  try {
    return await collect(stream, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof InputError ? error : fileError(error);
  } finally {
    stream.destroy();
  }
}

/**
 * Opens a named pipe without waiting for a writer. A blocked open or read would hold a thread of the pool, and the process could not
 * end.
 */
async function openPipe(path: string): Promise<Readable> {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // The socket owns the descriptor, and closes it.
  return new Socket({ fd, readable: true, writable: false });
}

/**
 * Returns all bytes of a stream; at most `maximumBytes`.
 *
 * Throws an InputError if there are more, and the signal's reason as soon as it fires, also while the stream is silent.
 */
export async function collect(stream: AsyncIterable<Uint8Array | string>, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason as Error);
  });
  signal?.addEventListener('abort', onAbort);
  const iterator = stream[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) return Buffer.concat(chunks, length);
      const bytes = typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
      length += bytes.length;
      if (length > maximumBytes) throw tooLarge();
      chunks.push(bytes);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Of a silent stream, the end may never come: nobody waits for it.
    iterator.return?.().catch(() => undefined);
  }
}

/** Returns the error for an input that exceeds `maximumBytes`. */
export function tooLarge(): InputError {
  return new InputError(`is larger than ${maximumBytes / 1024 / 1024} MiB`, 'name a smaller file, or split it');
}
