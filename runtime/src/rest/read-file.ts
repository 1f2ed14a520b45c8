import { constants, open, type FileHandle } from 'node:fs/promises';
import { sleep } from '../util/abort.js';
import type { Clock } from '../util/clock.js';

/** Larger than any token, certificate bundle or kubeconfig. Unit: bytes */
const longestFile = 16 * 1024 * 1024;
const pollMs = 50;
/** 0 on Windows, where files are never FIFOs. */
const nonBlocking = 'O_NONBLOCK' in constants ? constants.O_NONBLOCK : 0;

/** Options of `readSmallFile`. */
export interface ReadFileOptions {
  /** The clock of the timeout. */
  readonly clock: Clock;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The time to wait for data of a FIFO or a device.
   *
   * Default: 30_000
   * Unit: milliseconds
   */
  readonly waitMs?: number | undefined;
}

/**
 * Reads a file of at most 16 MB into memory. Reads a FIFO until its writer closes it, without blocking a thread of Node's pool.
 *
 * Rejects with the system's error, or with the signal's reason.
 * Rejects with a FileError if the file is larger, or does not end in time.
 */
export async function readSmallFile(path: string, { clock, signal, waitMs = 30_000 }: ReadFileOptions): Promise<Buffer> {
  // Without O_NONBLOCK, opening a FIFO blocks a thread until a writer opens it.
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

/** An error of reading a file that does not come from the operating system. Has a `code` as system errors do. */
class FileError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Returns the next bytes. Returns no bytes at the end or without a writer, and undefined if the writer has not written yet. */
async function readChunk(file: FileHandle): Promise<Buffer | undefined> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(65_536), 0, 65_536, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
