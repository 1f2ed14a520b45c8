import { aggregateMessage } from '../errors/field-error.js';
import { fieldErrorString } from '../errors/field-error.js';
import { fieldInvalid, fieldNotSupported } from '../errors/index.js';
import type { FieldError } from '../errors/index.js';
import type { LabelSet } from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';
import { validateLabelKey, validateLabelValue } from './validation.js';

/** The comparison of a requirement, as selectors write it. `exists` is a key alone, and `!` a key after an exclamation mark. */
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

/** The operators between a key and a value, in the order in which messages list them. */
export const binaryOperators: readonly Operator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

/** One requirement on labels. `newRequirement` creates and validates it. */
export interface Requirement {
  /** The label's key. */
  readonly key: string;
  /** The comparison. */
  readonly operator: Operator;
  /** The values to compare with, in the given order. */
  readonly values: readonly string[];
}

/**
 * Creates a requirement. `in` and `notin` take at least one value; `=`, `==` and `!=` exactly one; `gt` and `lt` one integer;
 * `exists` and `!` no value. The empty string is a valid value.
 *
 * Throws an Error that lists every violation.
 */
export function newRequirement(key: string, operator: Operator, given: readonly string[] | undefined): Requirement {
  const values = given ?? [];
  const errors = [...checkKey(key, 'key'), ...checkCount(operator, values, given)];
  values.forEach((value, i) => {
    const wrong = validateLabelValue(value);
    if (wrong.length > 0) errors.push(fieldInvalid(`values[${i}][${key}]`, value, wrong.join('; ')));
  });
  if (errors.length > 0) throw new Error(aggregateMessage(errors.map(fieldErrorString)));
  return { key, operator, values: [...values] };
}

/** Returns the violations of a label key, as errors of the field at `path`. */
export function checkKey(key: string, path: string): FieldError[] {
  const wrong = validateLabelKey(key);
  return wrong.length > 0 ? [fieldInvalid(path, key, wrong.join('; '))] : [];
}

function checkCount(operator: Operator, values: readonly string[], given: readonly string[] | undefined): FieldError[] {
  const wrong = (detail: string): FieldError[] => [fieldInvalid('values', given, detail)];
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : [];
    case '=':
    case '==':
    case '!=':
      return values.length !== 1 ? wrong('exact-match compatibility requires one single value') : [];
    case 'exists':
    case '!':
      return values.length !== 0 ? wrong('values set must be empty for exists and does not exist') : [];
    case 'gt':
    case 'lt': {
      const errors = values.length !== 1 ? wrong("for 'Gt', 'Lt' operators, exactly one value is required") : [];
      values.forEach((value, i) => {
        if (parseInt64(value) !== undefined) return;
        errors.push(fieldInvalid(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
      });
      return errors;
    }
    default:
      return [fieldNotSupported('operator', operator, [...binaryOperators, 'exists', '!'])];
  }
}

/**
 * Whether labels satisfy a requirement. `notin`, `!=` and `!` hold if the key is absent. `gt` and `lt` hold only for labels that
 * are 64-bit integers.
 */
export function requirementMatches({ key, operator, values }: Requirement, labels: LabelSet): boolean {
  // Own keys only: `constructor` is a valid label.
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'gt':
    case 'lt': {
      const left = value === undefined ? undefined : parseInt64(value);
      const right = parseInt64(values[0] ?? '');
      if (left === undefined || right === undefined) return false;
      return operator === 'gt' ? left > right : left < right;
    }
  }
}

/** Formats a requirement as selectors write it, with its values sorted. */
export function requirementString({ key, operator, values }: Requirement): string {
  const joined = [...values].sort(compareCodePoints).join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${joined})`;
    case 'gt':
      return `${key}>${joined}`;
    case 'lt':
      return `${key}<${joined}`;
    default:
      return `${key}${operator}${joined}`;
  }
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = text.startsWith('+') ? BigInt(text.slice(1)) : BigInt(text);
  return value === BigInt.asIntN(64, value) ? value : undefined;
}
