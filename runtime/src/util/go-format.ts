import { compareCodePoints } from './code-point-order.js';
import { isPlainObject } from './plain-object.js';

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Returns a string in double quotes as Go prints it with `%q`. For messages with the API server's wording. */
export function goQuote(text: string): string {
  // Go's printer escapes quotes, backslashes and unprintable characters. This expression is not a constant: creating it slows the
  // import.
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escape)}"`;
}

/**
 * Returns a text whose line breaks and other unprintable characters are escaped as in `goQuote`. For logs that have one line per
 * entry.
 */
export function escapeUnprintable(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escape);
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  if (code < 0x80) return short[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/**
 * Returns a JSON value as Go prints it with `%v` after decoding, such as `map[a:1 b:[x y]]`. For messages with the API server's
 * wording.
 */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (!isPlainObject(value)) return printScalar(value);
  const entries = Object.keys(value)
    .sort(compareCodePoints)
    .map((key) => `${key}:${goPrint(value[key])}`);
  return `map[${entries.join(' ')}]`;
}

/** Returns a JSON value as Go prints it with `%#v` after decoding, such as `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isPlainObject(value)) return printScalar(value);
  const entries = Object.keys(value)
    .sort(compareCodePoints)
    .map((key) => `${goQuote(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** Returns the type that Go's decoder gives a JSON value, as `%T` prints it. Integers count as `int64`. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function printScalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
