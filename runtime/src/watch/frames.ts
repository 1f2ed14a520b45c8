import { ConnectionError } from '../errors/index.js';

const newline = 0x0a;
/** Far above what a server stores; what sends more than this without an end is no API server. */
const longestFrame = 256 * 1024 * 1024;

/** Cuts a stream of bytes into the lines in it. A line may span chunks, and characters may span their borders. */
export interface FrameSplitter {
  /** The lines that end in this chunk, without their ends, and none of them blank. Throws where one grows beyond all bounds. */
  push(chunk: Uint8Array): string[];
  /** What came after the last line's end; the empty string where there is nothing. */
  end(): string;
}

export function newFrameSplitter(): FrameSplitter {
  let pending: Buffer[] = [];
  let pendingLength = 0;
  const takePending = (last: Buffer): string => {
    const whole = Buffer.concat([...pending, last]);
    pending = [];
    pendingLength = 0;
    return whole.toString('utf8');
  };
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const frames: string[] = [];
      let start = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
        // Cut before it is decoded: the byte of a line's end is never part of another character.
        const frame = pendingLength > 0 ? takePending(bytes.subarray(start, at)) : bytes.toString('utf8', start, at);
        start = at + 1;
        if (frame.trim() !== '') frames.push(frame);
      }
      if (start < bytes.length) {
        pending.push(bytes.subarray(start));
        pendingLength += bytes.length - start;
        if (pendingLength > longestFrame) throw new ConnectionError(`a watch sent more than ${longestFrame} bytes as one event`);
      }
      return frames;
    },
    end: () => takePending(Buffer.alloc(0)).trim(),
  };
}
