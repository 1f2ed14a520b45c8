import { constants, open, type FileHandle } from 'node:fs/promises';
import { sleep } from './abort.js';
import type { Clock } from './clock.js';

/** More than any token, certificate bundle or kubeconfig has. */
const longestFile = 16 * 1024 * 1024;
const pollMs = 50;
/** Absent on Windows, which has no FIFOs among its files. */
const nonBlocking = 'O_NONBLOCK' in constants ? constants.O_NONBLOCK : 0;

/** How to read a file. */
export interface ReadFileOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds to wait for a FIFO or a device that has nothing to read yet.
   * Default: 30_000
   */
  readonly waitMs?: number | undefined;
}

/**
 * Reads a file into memory. A FIFO is read to the end of its writer, and never blocks a thread of Node's pool.
 *
 * Rejects with the system's error, with the signal's reason, and for a file of more than 16 MB or one that does not end in time.
 */
export async function readSmallFile(path: string, { clock, signal, waitMs = 30_000 }: ReadFileOptions): Promise<Buffer> {
  // Without O_NONBLOCK, opening a FIFO that nobody writes to blocks a thread until somebody does.
  const file = await open(path, constants.O_RDONLY | nonBlocking);
  try {
    const regular = (await file.stat()).isFile();
    const deadline = clock.monotonic() + waitMs;
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      signal?.throwIfAborted();
      const chunk = await readChunk(file);
      if (chunk !== undefined && chunk.length > 0) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > longestFile) throw new FileError('EFBIG', `it has more than ${longestFile} bytes`);
      } else if (regular || (chunk !== undefined && size > 0)) return Buffer.concat(chunks);
      else if (clock.monotonic() >= deadline) throw new FileError('ETIMEDOUT', `it did not end within ${waitMs} ms`);
      else await sleep(clock, pollMs, signal);
    }
  } finally {
    await file.close();
  }
}

/** An error of a file that the system does not know. */
class FileError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Returns the next bytes, no bytes at the end or without a writer, and undefined if the writer has not written yet. */
async function readChunk(file: FileHandle): Promise<Buffer | undefined> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(65_536), 0, 65_536, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
