import type { Position } from '../document.js';

/** A text that is not YAML or JSON that Kubernetes takes; `offset` points into the text. */
export class TextError extends Error {
  readonly offset: number;
  /** The way to fix it, without a full stop. */
  readonly hint: string;

  constructor(reason: string, offset: number, hint = 'correct the text there') {
    super(reason);
    this.name = 'TextError';
    this.offset = offset;
    this.hint = hint;
  }
}

/** The line and column of an offset; `\n`, `\r\n` and a lone `\r` end a line. */
export function positionAt(text: string, offset: number): Position {
  return positionAmong(lineStartsOf(text.slice(0, offset + 1)), Math.min(offset, text.length));
}

/** The offsets at which the lines of a text begin. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x0a || (character === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

/** The line and column of an offset, given where the lines begin. */
export function positionAmong(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
