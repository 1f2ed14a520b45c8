import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { maximumBytes } from './decode.js';
import { fileError, InputError } from './input-error.js';

/** The bytes of a file, a pipe or a device; at most `maximumBytes`. Throws an InputError. */
export async function readBytes(path: string): Promise<Uint8Array> {
  let regular: boolean;
  try {
    const stats = await stat(path);
    if (stats.isFile() && stats.size > maximumBytes) throw tooLarge();
    // Files under /proc say that they are empty: read those as streams.
    regular = stats.isFile() && stats.size > 0;
    if (regular) return await readFile(path);
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error);
  }
  const stream = createReadStream(path);
  try {
    return await collect(stream);
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error);
  } finally {
    stream.destroy();
  }
}

/** All that a stream holds; at most `maximumBytes`. Throws an InputError when it is more. */
export async function collect(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > maximumBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}

export function tooLarge(): InputError {
  return new InputError(`is larger than ${maximumBytes / 1024 / 1024} MiB`, 'name a smaller file, or split it');
}
