import { compareCodePoints } from './code-point-order.js';
import { isPlainObject } from './deep-copy.js';
import { goQuote } from './go-quote.js';

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
