import { finished, type Readable } from 'node:stream';
import { nextTurn } from '../../util/clock.js';

/**
 * The number of bytes to read from a stream before the caller asks for them. Further bytes remain in the kernel, and slow the
 * server down.
 */
const readAhead = 1 << 18;

/**
 * An iterator over a stream of bytes that joins all chunks of one turn of the event loop. TLS delivers chunks of 16 KB, and
 * passing each one through promises costs more than parsing it.
 *
 * Can be iterated once. Leaving the iteration destroys the stream. Rejects with the stream's error.
 */
export class BodyReader implements AsyncIterableIterator<Uint8Array> {
  private readonly stream: Readable;
  private chunks: Uint8Array[] = [];
  private size = 0;
  private started = false;
  /** Whether the stream has ended or failed. */
  private ended = false;
  private error: Error | undefined;
  private waiting: { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: Error) => void } | undefined;
  private scheduled = false;

  constructor(stream: Readable) {
    this.stream = stream;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      if (!this.started) this.start();
      if (this.size > 0 || this.ended) this.deliver();
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.stream.destroy();
    this.chunks = [];
    this.size = 0;
    this.ended = true;
    this.error = undefined;
    this.waiting?.resolve({ done: true, value: undefined });
    this.waiting = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  private start(): void {
    this.started = true;
    finished(this.stream, { writable: false }, (error) => {
      if (this.ended) return;
      this.ended = true;
      this.error = error ?? undefined;
      this.schedule();
    });
    this.stream.on('data', (chunk: Uint8Array) => {
      this.chunks.push(chunk);
      this.size += chunk.length;
      if (this.size >= readAhead) this.stream.pause();
      this.schedule();
    });
  }

  /** Delivers at the end of the turn, because more chunks may arrive in it. */
  private schedule(): void {
    if (this.scheduled || !this.waiting) return;
    this.scheduled = true;
    nextTurn(() => {
      this.scheduled = false;
      this.deliver();
    });
  }

  private deliver(): void {
    const { waiting } = this;
    if (!waiting) return;
    this.waiting = undefined;
    if (this.size > 0) {
      const [only] = this.chunks;
      const value = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks, this.size);
      this.chunks = [];
      this.size = 0;
      if (this.stream.isPaused()) this.stream.resume();
      waiting.resolve({ done: false, value });
    } else if (this.error !== undefined) {
      waiting.reject(this.error);
      this.error = undefined;
    } else waiting.resolve({ done: true, value: undefined });
  }
}
