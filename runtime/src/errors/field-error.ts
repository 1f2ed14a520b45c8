import { compareCodePoints, goQuote, isPlainObject } from '../util/index.js';

/** The type of a field error. The words are the reasons of causes in a `Status`. */
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

/** One validation error of one field. */
export interface FieldError {
  /** The type. */
  readonly type: FieldErrorType;
  /** The path, such as `spec.ports[0].port`. */
  readonly field: string;
  /** The invalid value for the message. Absent if it is missing or must not be printed. */
  readonly badValue?: unknown;
  /** Further text for the message. */
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

/** Types whose messages never contain the value. */
const silent: ReadonlySet<FieldErrorType> = /* @__PURE__ */ new Set<FieldErrorType>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
]);

/** Formats an error without its path: `Invalid value: "x": must be …`. */
export function fieldErrorBody(error: FieldError): string {
  const value = 'badValue' in error && !silent.has(error.type) ? `: ${printValue(error.badValue)}` : '';
  return `${words[error.type]}${value}${error.detail ? `: ${error.detail}` : ''}`;
}

/** Formats an error with its path: `spec.image: Required value`. */
export function fieldErrorString(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** Joins distinct messages: `[a, b]`, or the message itself if there is only one. */
export function aggregateMessage(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

function printValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  const json = JSON.stringify(sorted(value)) as string | undefined;
  return (json ?? 'null').replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns a value with sorted keys, as Go prints maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(compareCodePoints)
      .map((key) => [key, sorted(value[key])]),
  );
}

/** Creates the error for a value that refers to nothing. */
export function fieldNotFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, badValue: value };
}

/** Creates the error for an absent field. */
export function fieldRequired(field: string, detail: string = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

/** Creates the error for a repeated value. */
export function fieldDuplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue: value };
}

/** Creates the error for an invalid value. */
export function fieldInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, badValue: value, detail };
}

/** Creates the error for a value of a wrong type. */
export function fieldTypeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue: value, detail };
}

/** Creates the error for a field that must be absent. */
export function fieldForbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

/** Creates the error for a value that is not among the supported ones. The message lists them in the given order. */
export function fieldNotSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(goQuote).join(', ')}` : '';
  return { type: 'FieldValueNotSupported', field, badValue: value, detail };
}

/** Creates the error for a value of more than `maxBytes` bytes. The value is not printed. */
export function fieldTooLong(field: string, maxBytes: number): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${count(maxBytes, 'byte')}` };
}

/** Creates the error for a value of fewer than `minCharacters` characters. */
export function fieldTooShort(field: string, minCharacters: number): FieldError {
  return { type: 'FieldValueTooShort', field, detail: `must be at least ${count(minCharacters, 'character')}` };
}

/** Creates the error for a list of more than `max` items. */
export function fieldTooMany(field: string, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', field, badValue: actual, detail: `must have at most ${count(max, 'item')}` };
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
