import { isPlainObject } from './deep-copy.js';

/** The object that a text is in JSON; undefined for any other text. Does not throw: the parser's message quotes the text, which may be a secret. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
