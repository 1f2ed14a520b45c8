import {
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  fieldTypeInvalid,
  type FieldError,
} from 'kube-client-runtime/errors';
import { deepEqual, isObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { hasFormat, isCheckedFormat } from './formats.js';
import { compilePattern } from './pattern.js';
import type { Schema } from './schema.js';

/**
 * The errors of a value, and the number of checks that passed. The server reports the errors of the alternative that passed most
 * checks.
 */
interface Outcome {
  readonly faults: FieldError[];
  matched: number;
}

function newOutcome(): Outcome {
  return { faults: [], matched: 0 };
}

function merge(into: Outcome, from: Outcome): void {
  into.faults.push(...from.faults);
  into.matched += from.matched;
}

/** The base of the paths of reported errors. */
interface Scope {
  readonly base: string;
}

/**
 * Validates a value and returns its errors. `base` is the path of the field that holds the value, or empty for a complete object.
 */
export function validateValue(value: JsonValue | undefined, schema: Schema, base = ''): FieldError[] {
  return check(value ?? null, schema, '', { base }).faults;
}

function fieldOf(scope: Scope, path: string): string {
  const below = path.startsWith('.') ? path.slice(1) : path;
  if (scope.base === '') return below;
  return below === '' ? scope.base : `${scope.base}.${below}`;
}

/** Creates an error for which the server names no field. */
function unplaced(scope: Scope, detail: string): FieldError {
  return fieldInvalid(scope.base === '' ? '<nil>' : scope.base, '', detail);
}

function typesOf(schema: Schema): readonly string[] {
  if (schema.intOrString) return ['integer', 'string'];
  return schema.type === '' ? [] : [schema.type];
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Returns the format if the server checks it for the type, otherwise the empty string. */
function formatOf(schema: Schema): string {
  const { format, type } = schema;
  if (format === '' || schema.intOrString) return '';
  if (type === '' || type === 'string') return isCheckedFormat(format) ? format : '';
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : '';
  if (type === 'number') return format === 'float' || format === 'double' ? format : '';
  return '';
}

function check(value: JsonValue, schema: Schema, path: string, scope: Scope): Outcome {
  const outcome = newOutcome();
  const apply = (part: Outcome): void => {
    merge(outcome, part);
    outcome.matched++;
  };
  if (value === null) {
    merge(outcome, checkType(value, schema, path, scope));
    merge(outcome, checkEnum(value, schema, path, scope));
    return outcome;
  }
  if (typesOf(schema).length > 0 || formatOf(schema) !== '') apply(checkType(value, schema, path, scope));
  apply(checkAlternatives(value, schema, path, scope));
  if (typeof value === 'string') {
    apply(checkString(value, schema, path, scope));
    const format = formatOf(schema);
    if (format !== '' && isCheckedFormat(format)) apply(checkFormat(value, format, path, scope));
  }
  if (typeof value === 'number') apply(checkNumber(value, schema, path, scope));
  if (Array.isArray(value)) apply(checkArray(value, schema, path, scope));
  apply(checkEnum(value, schema, path, scope));
  if (isObject(value)) apply(checkObject(value, schema, path, scope));
  outcome.matched++;
  return outcome;
}

function failed(fault: FieldError): Outcome {
  return { faults: [fault], matched: 0 };
}

function checkType(value: JsonValue, schema: Schema, path: string, scope: Scope): Outcome {
  const wanted = typesOf(schema);
  const found = typeOf(value);
  const fits =
    found === 'null'
      ? schema.nullable || wanted.length === 0
      : wanted.length === 0 || wanted.includes(found) || (found === 'integer' && wanted.includes('number'));
  if (fits) return { faults: [], matched: 1 };
  // The format check handles strings of a format, even if the schema has another type.
  if (typeof value === 'string' && formatOf(schema) !== '' && !wanted.includes('integer') && !wanted.includes('number')) {
    return { faults: [], matched: 1 };
  }
  const detail = `${path} in body must be of type ${wanted.join(',')}: ${JSON.stringify(found)}`;
  return failed(fieldTypeInvalid(fieldOf(scope, path), found, detail));
}

function checkFormat(value: string, format: string, path: string, scope: Scope): Outcome {
  if (hasFormat(format, value)) return newOutcome();
  const detail = `${path} in body must be of type ${format}: ${JSON.stringify(value)}`;
  return failed(fieldTypeInvalid(fieldOf(scope, path), value, detail));
}

function checkEnum(value: JsonValue, schema: Schema, path: string, scope: Scope): Outcome {
  if (schema.enum === undefined || schema.enum.some((item) => deepEqual(item, value))) return newOutcome();
  const supported = schema.enum.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return failed(fieldNotSupported(fieldOf(scope, path), value, supported));
}

function checkString(value: string, schema: Schema, path: string, scope: Scope): Outcome {
  const length = schema.maxLength === undefined && schema.minLength === undefined ? 0 : [...value].length;
  const where = fieldOf(scope, path);
  if (schema.maxLength !== undefined && length > schema.maxLength) return failed(fieldTooLong(where, schema.maxLength));
  if (schema.minLength !== undefined && length < schema.minLength) {
    return failed(fieldInvalid(where, value, `${path} in body should be at least ${schema.minLength} chars long`));
  }
  if (schema.pattern !== '' && compilePattern(schema.pattern)?.test(value) === false) {
    return failed(fieldInvalid(where, value, `${path} in body should match '${schema.pattern}'`));
  }
  return newOutcome();
}

function checkNumber(value: number, schema: Schema, path: string, scope: Scope): Outcome {
  const outcome: Outcome = { faults: [], matched: 1 };
  const where = fieldOf(scope, path);
  const add = (detail: string): void => {
    outcome.faults.push(fieldInvalid(where, value, `${path} in body should be ${detail}`));
  };
  const { multipleOf, maximum, minimum } = schema;
  const beyond = (what: string, number: number | undefined): void => {
    const fault = number === undefined ? undefined : widthFault(number, schema);
    if (fault !== undefined) outcome.faults.push(unplaced(scope, `${what} value must be of type ${fault} in ${path}`));
  };
  beyond('Checked', value);
  beyond('MultipleOf', multipleOf);
  beyond('Maximum boundary', maximum);
  beyond('Minimum boundary', minimum);
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) add(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    add(`less than${schema.exclusiveMaximum ? '' : ' or equal to'} ${maximum}`);
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    add(`greater than${schema.exclusiveMinimum ? '' : ' or equal to'} ${minimum}`);
  }
  return outcome;
}

/** Returns the reason why a number does not fit the type and width that its schema names, or undefined. */
function widthFault(value: number, schema: Schema): string | undefined {
  const format = formatOf(schema);
  if (schema.intOrString) return undefined;
  if (schema.type === 'integer') {
    const limit = format === 'int32' ? 2 ** 31 : 2 ** 63;
    if (Number.isInteger(value) && value >= -limit && value < limit) return undefined;
    return format === '' ? 'integer (default format)' : `integer with format ${format}`;
  }
  const isTooLarge = format === 'float' && !Number.isFinite(Math.fround(value));
  return isTooLarge ? 'number with format float' : undefined;
}

function isMultiple(value: number, factor: number): boolean {
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function checkArray(value: JsonArray, schema: Schema, path: string, scope: Scope): Outcome {
  const outcome: Outcome = { faults: [], matched: 1 };
  const { items, minItems, maxItems } = schema;
  const where = fieldOf(scope, path);
  if (items !== undefined) value.forEach((item, index) => merge(outcome, check(item, items, `${path}[${index}]`, scope)));
  if (minItems !== undefined && value.length < minItems) {
    outcome.faults.push(fieldInvalid(where, value.length, `${path} in body should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) outcome.faults.push(fieldTooMany(where, value.length, maxItems));
  return outcome;
}

function checkObject(value: JsonObject, schema: Schema, path: string, scope: Scope): Outcome {
  const outcome = newOutcome();
  const keys = Object.keys(value);
  const { minProperties, maxProperties, properties, additionalProperties } = schema;
  const where = fieldOf(scope, path);
  if (minProperties !== undefined && keys.length < minProperties) {
    outcome.faults.push(fieldInvalid(where, keys.length, `${path} in body should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    outcome.faults.push(fieldTooMany(where, keys.length, maxProperties));
  }
  for (const key of keys) {
    const known = properties.get(key);
    const item = value[key];
    if (item === undefined) continue;
    const below = path === '' ? key : `${path}.${key}`;
    if (known !== undefined) {
      merge(outcome, check(item, known, below, scope));
    } else if (additionalProperties === false) {
      outcome.faults.push(fieldInvalid(where, key, `${path}.${key} in body is a forbidden property`));
    } else if (typeof additionalProperties === 'object') {
      merge(outcome, check(item, additionalProperties, `${path}.${key}`, scope));
    }
  }
  for (const key of schema.required) {
    if (!Object.hasOwn(value, key)) outcome.faults.push(fieldRequired(fieldOf(scope, `${path}.${key}`)));
  }
  return outcome;
}

function checkAlternatives(value: JsonValue, schema: Schema, path: string, scope: Scope): Outcome {
  const outcome = newOutcome();
  const { anyOf, oneOf, allOf, not } = schema;
  const quoted = JSON.stringify(path);
  if (anyOf.length > 0) {
    const { valid, best, first } = tryAll(anyOf, value, path, scope, true);
    if (valid === 0) outcome.faults.push(unplaced(scope, `${quoted} must validate at least one schema (anyOf)`));
    merge(outcome, valid === 0 ? best : first);
  }
  if (oneOf.length > 0) {
    const { valid, best, first } = tryAll(oneOf, value, path, scope, false);
    if (valid === 1) {
      merge(outcome, first);
    } else {
      const why = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      outcome.faults.push(unplaced(scope, `${quoted} must validate one and only one schema (oneOf). ${why}`));
      if (valid === 0) merge(outcome, best);
    }
  }
  if (allOf.length > 0) {
    const results = allOf.map((item) => check(value, item, path, scope));
    for (const result of results) merge(outcome, result);
    const valid = results.filter((result) => result.faults.length === 0).length;
    if (valid !== allOf.length) {
      outcome.faults.push(
        unplaced(scope, `${quoted} must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`),
      );
    }
  }
  if (not !== undefined && check(value, not, path, scope).faults.length === 0) {
    outcome.faults.push(unplaced(scope, `${quoted} must not validate the schema (not)`));
  }
  outcome.matched++;
  return outcome;
}

interface Alternatives {
  readonly valid: number;
  /** Of the alternatives that failed, the one with most checks that went well. */
  readonly best: Outcome;
  /** The first that was valid. */
  readonly first: Outcome;
}

function tryAll(schemas: readonly Schema[], value: JsonValue, path: string, scope: Scope, stopAtFirst: boolean): Alternatives {
  let valid = 0;
  let best: Outcome | undefined;
  let first: Outcome | undefined;
  for (const schema of schemas) {
    const outcome = check(value, schema, path, scope);
    if (outcome.faults.length === 0) {
      valid++;
      first ??= outcome;
      if (stopAtFirst) break;
    } else if (best === undefined || outcome.matched > best.matched) {
      best = outcome;
    }
  }
  return { valid, best: best ?? newOutcome(), first: first ?? newOutcome() };
}
