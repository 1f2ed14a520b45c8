import { goQuote } from 'kube-client-runtime/internal';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json/json.js';

/**
 * One step into a value. It is a field, an index, an item of a map list with its keys, or an item of a set with its value.
 */
export type PathElement = {
  /** As `fieldsV1` writes it, such as `f:spec` or `k:{"name":"web"}`. Two elements are the same if these are. */
  readonly text: string;
} & (
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'key'; readonly fields: readonly KeyField[] }
  | { readonly type: 'value'; readonly value: JsonValue }
  | { readonly type: 'index'; readonly index: number }
);

/** A key of a list item, with its value. */
export type KeyField = readonly [name: string, value: JsonValue];

/** The steps from the root to a value. */
export type Path = readonly PathElement[];

/** Returns the element of a field. */
export function fieldElement(name: string): PathElement {
  return { type: 'field', name, text: `f:${name}` };
}

/** Returns the element of a list item. The keys can be in any order. */
export function keyElement(fields: readonly KeyField[]): PathElement {
  const sorted = [...fields].sort(([a], [b]) => compareText(a, b));
  const body = sorted.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join(',');
  return { type: 'key', fields: sorted, text: `k:{${body}}` };
}

/** Returns the element of an item of a set. */
export function valueElement(value: JsonValue): PathElement {
  return { type: 'value', value, text: `v:${goJson(value)}` };
}

/** Returns the element of an index. */
export function indexElement(index: number): PathElement {
  return { type: 'index', index, text: `i:${index}` };
}

/** Formats JSON as Go does, which escapes HTML. */
function goJson(value: JsonValue): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Parses an element. Returns undefined for an unknown form.
 *
 * Throws a SyntaxError if it is malformed.
 */
export function parseElement(text: string): PathElement | undefined {
  const body = text.slice(2);
  if (text[1] !== ':') throw new SyntaxError(text.length < 2 ? 'key must be 2 characters long:' : `missing colon: ${text}`);
  switch (text[0]) {
    case 'f':
      return fieldElement(body);
    case 'v':
      return valueElement(parseJson(body));
    case 'k': {
      const keys = parseJson(body);
      if (!isObject(keys)) throw new SyntaxError(`expected an object: ${text}`);
      return keyElement(entriesOf(keys));
    }
    case 'i':
      if (!/^[+-]?\d+$/.test(body)) throw new SyntaxError(`strconv.Atoi: parsing ${goQuote(body)}: invalid syntax`);
      return indexElement(Number(body));
    default:
      return undefined;
  }
}

function entriesOf(object: JsonObject): KeyField[] {
  return Object.entries(object).map(([name, value]) => [name, value ?? null]);
}

/** Formats an element for messages: `.spec`, `[name="web"]`, `[="a"]` or `[0]`. */
export function printElement(element: PathElement): string {
  switch (element.type) {
    case 'field':
      return `.${element.name}`;
    case 'key':
      return `[${element.fields.map(([name, value]) => `${name}=${printScalar(value)}`).join(',')}]`;
    case 'value':
      return `[=${printScalar(element.value)}]`;
    case 'index':
      return `[${element.index}]`;
  }
}

/** Formats a path for messages. */
export function printPath(path: Path): string {
  return path.map(printElement).join('');
}

function printScalar(value: JsonValue): string {
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[${value.map(printScalar).join(',')}]`;
  if (isObject(value))
    return entriesOf(value)
      .map(([name, item]) => `${name}=${printScalar(item)}`)
      .join('');
  return String(value);
}

const rank = { field: 0, key: 1, value: 2, index: 3 } as const;

/** Compares two elements by the order in which sets list them. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a.type === 'field' && b.type === 'field') return compareText(a.name, b.name);
  if (a.type === 'key' && b.type === 'key') return compareKeys(a.fields, b.fields);
  if (a.type === 'value' && b.type === 'value') return compareValues(a.value, b.value);
  if (a.type === 'index' && b.type === 'index') return a.index - b.index;
  return rank[a.type] - rank[b.type];
}

function compareKeys(a: readonly KeyField[], b: readonly KeyField[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const difference = compareText(left[0], right[0]) || compareValues(left[1], right[1]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareValues(a: JsonValue, b: JsonValue): number {
  const order = (value: JsonValue): number => ['number', 'string', 'boolean', 'object'].indexOf(typeof value);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return order(a) - order(b) || compareText(JSON.stringify(a), JSON.stringify(b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
