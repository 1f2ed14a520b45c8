import { isPlainObject } from './deep-copy.js';

/**
 * Parses a JSON object. Returns undefined for any other text.
 *
 * Does not throw, because the parser's message quotes the text, which may be a secret.
 */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
