import { asBuffer, defaultMaxBytes, tooLarge } from './bytes.js';

const newline = 0x0a;

/** Receives a frame of a stream: the bytes from `start` up to `end`. They are valid only during the call. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void;

/** A splitter of a stream of bytes into lines. A line may span chunks, and characters may span the borders of chunks. */
export interface FrameSplitter {
  /**
   * Passes on the lines that end in this chunk, without their line ends.
   *
   * Throws every error that `onFrame` throws, and an error for a line that is too long.
   */
  push(chunk: Uint8Array, onFrame: OnFrame): void;
  /** Passes on the bytes after the last line end, if there are any. */
  end(onFrame: OnFrame): void;
}

/** Creates a splitter that throws a `ConnectionError` for a line of more than `maxBytes`. */
export function newFrameSplitter(maxBytes: number = defaultMaxBytes): FrameSplitter {
  const pending = new PendingBytes('the watch sent an event of', maxBytes);
  return {
    push(chunk, onFrame) {
      const bytes = asBuffer(chunk);
      let start = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
        // Lines are split before they are decoded: the byte of a line end is never part of another character.
        if (pending.isEmpty()) {
          pending.check(at - start);
          onFrame(bytes, start, at);
        } else pending.takeWith(bytes, start, at, onFrame);
        start = at + 1;
      }
      pending.add(bytes, start);
    },
    end(onFrame) {
      if (!pending.isEmpty()) pending.takeWith(Buffer.alloc(0), 0, 0, onFrame);
    },
  };
}

/** The beginning of an object that has not ended, in the chunks in which it came. */
export class PendingBytes {
  private parts: Buffer[] = [];
  private length = 0;
  private readonly what: string;
  private readonly maxBytes: number;

  /** Creates an empty beginning. `what` begins the message of an error: `the watch sent an event of`. */
  constructor(what: string, maxBytes: number) {
    this.what = what;
    this.maxBytes = maxBytes;
  }

  /** Whether no bytes are pending. */
  isEmpty(): boolean {
    return this.length === 0;
  }

  /** Throws a `ConnectionError` for an object that is longer than allowed. */
  check(length: number): void {
    if (length > this.maxBytes) throw tooLarge(this.what, this.maxBytes, 'maxObjectBytes');
  }

  /**
   * Adds the bytes from `start` on.
   *
   * Throws a `ConnectionError` if the object is then longer than allowed.
   */
  add(bytes: Buffer, start: number): void {
    if (start >= bytes.length) return;
    this.parts.push(bytes.subarray(start));
    this.length += bytes.length - start;
    this.check(this.length);
  }

  /** Removes the pending bytes, and passes them on in one piece with the bytes from `start` up to `end`. */
  takeWith(bytes: Buffer, start: number, end: number, onFrame: OnFrame): void {
    this.check(this.length + end - start);
    const whole = Buffer.concat([...this.parts, bytes.subarray(start, end)]);
    this.parts = [];
    this.length = 0;
    onFrame(whole, 0, whole.length);
  }
}
