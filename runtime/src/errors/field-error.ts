import { compareCodePoints, goQuote, isPlainObject } from '../util/index.js';

/** What is wrong with a field. The words are those of a cause's `reason` in a `Status`. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooShort'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One fault of one field, as validation finds it. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** The path, such as `spec.ports[0].port`. */
  readonly field: string;
  /** The value at fault, to be printed; absent where it is not to be, or where there is none. */
  readonly badValue?: unknown;
  readonly detail?: string;
}

const words: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooShort: 'Too short',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** These say nothing of the value, whatever it is. */
const silent: ReadonlySet<FieldErrorType> = /* @__PURE__ */ new Set<FieldErrorType>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
]);

/** The fault without its path: `Invalid value: "x": must be …`. */
export function fieldErrorBody(error: FieldError): string {
  const value = 'badValue' in error && !silent.has(error.type) ? `: ${printValue(error.badValue)}` : '';
  return `${words[error.type]}${value}${error.detail ? `: ${error.detail}` : ''}`;
}

/** The fault with its path: `spec.image: Required value`. */
export function fieldErrorString(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** Several messages as one, each once: `[a, b]`, or the message itself where there is one only. */
export function aggregateMessage(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

function printValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  const json = JSON.stringify(sorted(value)) as string | undefined;
  return (json ?? 'null').replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** With its keys in order, as Go prints maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(compareCodePoints)
      .map((key) => [key, sorted(value[key])]),
  );
}

export function fieldNotFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, badValue: value };
}

export function fieldRequired(field: string, detail: string = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

export function fieldDuplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue: value };
}

export function fieldInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, badValue: value, detail };
}

export function fieldTypeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue: value, detail };
}

export function fieldForbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

/** The value is none of the `supported` ones, which are named in the order given. */
export function fieldNotSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(goQuote).join(', ')}` : '';
  return { type: 'FieldValueNotSupported', field, badValue: value, detail };
}

/** The value has more than `maxBytes` bytes. It is not printed. */
export function fieldTooLong(field: string, maxBytes: number): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${count(maxBytes, 'byte')}` };
}

export function fieldTooShort(field: string, minCharacters: number): FieldError {
  return { type: 'FieldValueTooShort', field, detail: `must be at least ${count(minCharacters, 'character')}` };
}

export function fieldTooMany(field: string, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', field, badValue: actual, detail: `must have at most ${count(max, 'item')}` };
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
