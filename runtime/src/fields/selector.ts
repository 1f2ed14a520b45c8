import type { FieldSelector, LabelSet } from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';

/** One requirement on a field. */
export interface FieldRequirement {
  /** The path of the field, such as `metadata.name`. */
  readonly field: string;
  /** The comparison. */
  readonly operator: '=' | '!=';
  /** The value, without escapes. */
  readonly value: string;
}

/** A field selector whose requirements can be read. All selectors of this module are of this type. */
export interface FieldRequirementSelector extends FieldSelector {
  /** The requirements; all must hold. Undefined for `nothingFieldSelector()`, which no requirements describe. */
  readonly requirements: readonly FieldRequirement[] | undefined;
  /** Returns the value that the selector requires of a field, or undefined if it requires none. */
  requiresExactMatch(field: string): string | undefined;
  /**
   * Returns the selector with each requirement replaced by the field and value that `change` returns. A requirement for which
   * both are empty is dropped.
   */
  transform(change: (field: string, value: string) => readonly [field: string, value: string]): FieldRequirementSelector;
}

/** Creates a selector from requirements that must all hold, in the given order. Without requirements it selects everything. */
export function fieldSelectorFromRequirements(requirements: readonly FieldRequirement[]): FieldRequirementSelector {
  const all = [...requirements];
  return {
    requirements: all,
    matches: (fields) => all.every(({ field, operator, value }) => (valueOf(fields, field) === value) === (operator === '=')),
    empty: () => all.length === 0,
    toString: () => all.map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`).join(','),
    requiresExactMatch: (name) => all.find(({ field, operator }) => field === name && operator === '=')?.value,
    transform: (change) =>
      fieldSelectorFromRequirements(
        all.flatMap(({ operator, ...given }) => {
          const [field, value] = change(given.field, given.value);
          return field === '' && value === '' ? [] : [{ field, operator, value }];
        }),
      ),
  };
}

/**
 * Returns the value of a field. As in client-go, an absent field counts as empty. Reads own keys only, since a path may be
 * `constructor`.
 */
function valueOf(fields: LabelSet, field: string): string {
  return Object.hasOwn(fields, field) ? (fields[field] ?? '') : '';
}

/** Returns the selector that matches every object. */
export function everythingFieldSelector(): FieldRequirementSelector {
  return fieldSelectorFromRequirements([]);
}

const nothingSelector: FieldRequirementSelector = {
  requirements: undefined,
  matches: () => false,
  empty: () => false,
  toString: () => 'metadata.name=nothing,metadata.name!=nothing',
  requiresExactMatch: () => undefined,
  transform: () => nothingSelector,
};

/** Returns the selector that matches no object. It prints as a contradiction, so that a server selects nothing either. */
export function nothingFieldSelector(): FieldRequirementSelector {
  return nothingSelector;
}

/**
 * Creates a selector of objects whose fields have exactly these values, sorted by field. An empty or undefined set selects
 * everything.
 */
export function fieldSelectorFromSet(fields: LabelSet | undefined): FieldRequirementSelector {
  const names = Object.keys(fields ?? {}).sort(compareCodePoints);
  return fieldSelectorFromRequirements(names.map((field) => ({ field, operator: '=', value: fields?.[field] ?? '' })));
}

/** Creates a selector of objects with this value in this field. */
export function oneTermEqualSelector(field: string, value: string): FieldRequirementSelector {
  return fieldSelectorFromRequirements([{ field, operator: '=', value }]);
}

/** Creates a selector of objects with any other value in this field. */
export function oneTermNotEqualSelector(field: string, value: string): FieldRequirementSelector {
  return fieldSelectorFromRequirements([{ field, operator: '!=', value }]);
}

/** Creates a selector of objects that all given selectors match. */
export function andSelectors(...selectors: readonly FieldRequirementSelector[]): FieldRequirementSelector {
  const requirements: FieldRequirement[] = [];
  for (const selector of selectors) {
    if (selector.requirements === undefined) return nothingSelector;
    requirements.push(...selector.requirements);
  }
  return fieldSelectorFromRequirements(requirements);
}

/** Escapes a literal for use as a value in a field selector: `\`, `,` and `=` get a backslash. */
export function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/**
 * Returns the literal of an escaped value.
 *
 * Throws an Error if `,` or `=` is not escaped, or if a backslash precedes any other character.
 */
export function unescapeValue(value: string): string {
  let literal = '';
  let escaped = false;
  for (const character of value) {
    const special = character === '\\' || character === ',' || character === '=';
    if (escaped) {
      if (!special) throw new Error(`invalid field selector: invalid escape sequence: \\${character}`);
      literal += character;
      escaped = false;
    } else if (character === '\\') {
      escaped = true;
    } else if (special) {
      throw new Error(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else {
      literal += character;
    }
  }
  if (escaped) throw new Error('invalid field selector: invalid escape sequence: \\');
  return literal;
}
