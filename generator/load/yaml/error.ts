import type { Position } from '../document.js';

/** A text that is not YAML or JSON that Kubernetes takes; `offset` points into the text. */
export class TextError extends Error {
  readonly offset: number;
  /** What to do about it; empty where the reason says all. */
  readonly mend: string;

  constructor(reason: string, offset: number, mend = '') {
    super(reason);
    this.name = 'TextError';
    this.offset = offset;
    this.mend = mend;
  }
}

/** The line and column of an offset; `\n`, `\r\n` and a lone `\r` end a line. */
export function positionAt(text: string, offset: number): Position {
  const until = Math.min(offset, text.length);
  let line = 1;
  let start = 0;
  for (let at = 0; at < until; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x0a || (character === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      line++;
      start = at + 1;
    }
  }
  return { line, column: until - start + 1 };
}
