import { ConnectionError } from '../errors/index.js';
import { asBuffer } from '../util/as-buffer.js';

const newline = 0x0a;
/** Far above what a server stores; what sends more than this without an end is no API server. */
const longestObject = 256 * 1024 * 1024;

/** Is given a piece of a stream: the bytes from `start` up to `end`, which are the caller's for the time of the call only. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void;

/** Cuts a stream of bytes into the lines in it. A line may span chunks, and characters may span their borders. */
export interface FrameSplitter {
  /** Gives the lines that end in this chunk, without their ends. Throws where one grows beyond all bounds, and what `onFrame` throws. */
  push(chunk: Uint8Array, onFrame: OnFrame): void;
  /** Gives what came after the last line's end, unless there is nothing. */
  end(onFrame: OnFrame): void;
}

export function newFrameSplitter(): FrameSplitter {
  const pending = new PendingBytes('a watch sent more than');
  return {
    push(chunk, onFrame) {
      const bytes = asBuffer(chunk);
      let start = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
        // Cut before it is decoded: the byte of a line's end is never part of another character.
        if (pending.isEmpty()) onFrame(bytes, start, at);
        else pending.takeWith(bytes, start, at, onFrame);
        start = at + 1;
      }
      pending.add(bytes, start);
    },
    end(onFrame) {
      if (!pending.isEmpty()) pending.takeWith(Buffer.alloc(0), 0, 0, onFrame);
    },
  };
}

/** The beginning of something whose end is still to come, in the chunks in which it came. */
export class PendingBytes {
  private parts: Buffer[] = [];
  private length = 0;
  private readonly complaint: string;

  constructor(complaint: string) {
    this.complaint = complaint;
  }

  isEmpty(): boolean {
    return this.length === 0;
  }

  add(bytes: Buffer, start: number): void {
    if (start >= bytes.length) return;
    this.parts.push(bytes.subarray(start));
    this.length += bytes.length - start;
    if (this.length > longestObject) throw new ConnectionError(`${this.complaint} ${longestObject} bytes as one object`);
  }

  /** Gives all of it, and the bytes from `start` up to `end` behind it, as one piece. */
  takeWith(bytes: Buffer, start: number, end: number, onFrame: OnFrame): void {
    const whole = Buffer.concat([...this.parts, bytes.subarray(start, end)]);
    this.parts = [];
    this.length = 0;
    onFrame(whole, 0, whole.length);
  }
}
