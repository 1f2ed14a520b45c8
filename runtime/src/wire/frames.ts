import { asBuffer, defaultMaxBytes, tooLarge } from './bytes.js';

const newline = 0x0a;

/** Is given a piece of a stream: the bytes from `start` up to `end`, which are the caller's for the time of the call only. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void;

/** Cuts a stream of bytes into its lines. A line may span chunks, and characters may span their borders. */
export interface FrameSplitter {
  /** Gives the lines that end in this chunk, without their ends. Throws what `onFrame` throws, and for a line that is too long. */
  push(chunk: Uint8Array, onFrame: OnFrame): void;
  /** Gives what came after the last line's end, unless there is nothing. */
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
        // Cut before it is decoded: the byte of a line's end is never part of another character.
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

/** The beginning of an object whose end is still to come, in the chunks in which it came. */
export class PendingBytes {
  private parts: Buffer[] = [];
  private length = 0;
  private readonly what: string;
  private readonly maxBytes: number;

  /** `what` begins the message of the error: `the watch sent an event of`. */
  constructor(what: string, maxBytes: number) {
    this.what = what;
    this.maxBytes = maxBytes;
  }

  isEmpty(): boolean {
    return this.length === 0;
  }

  /** Throws a `ConnectionError` for an object that is longer than allowed. */
  check(length: number): void {
    if (length > this.maxBytes) throw tooLarge(this.what, this.maxBytes, 'maxObjectBytes');
  }

  add(bytes: Buffer, start: number): void {
    if (start >= bytes.length) return;
    this.parts.push(bytes.subarray(start));
    this.length += bytes.length - start;
    this.check(this.length);
  }

  /** Gives all of it, and the bytes from `start` up to `end` behind it, as one piece. */
  takeWith(bytes: Buffer, start: number, end: number, onFrame: OnFrame): void {
    this.check(this.length + end - start);
    const whole = Buffer.concat([...this.parts, bytes.subarray(start, end)]);
    this.parts = [];
    this.length = 0;
    onFrame(whole, 0, whole.length);
  }
}
