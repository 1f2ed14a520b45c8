import type { FieldSelector, LabelSet } from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';
import { escapeValue } from './escape.js';

/** One requirement on a field. */
export interface FieldRequirement {
  /** The path, such as `metadata.name`. */
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A field selector that tells what it is made of. All that this module makes are of this kind. */
export interface FieldRequirementSelector extends FieldSelector {
  /** All must hold. Undefined for `nothingFieldSelector()`, which no requirements describe. */
  readonly requirements: readonly FieldRequirement[] | undefined;
  /** The value that the selector demands of a field, or undefined where it demands none. */
  requiresExactMatch(field: string): string | undefined;
  /**
   * The selector with each requirement put through `change`, which answers with another field and value; one that answers with both
   * empty is left out.
   */
  transform(change: (field: string, value: string) => readonly [field: string, value: string]): FieldRequirementSelector;
}

/** A selector of requirements that all must hold, in the order given; of none, it selects everything. */
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

/** A field that is absent counts as empty, as in client-go. Own keys only: a path may be `constructor`. */
function valueOf(fields: LabelSet, field: string): string {
  return Object.hasOwn(fields, field) ? (fields[field] ?? '') : '';
}

/** The selector without requirements. */
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

/** The selector that no object meets. It prints as a contradiction: sent to a server, it selects nothing either. */
export function nothingFieldSelector(): FieldRequirementSelector {
  return nothingSelector;
}

/** A selector of objects whose fields have exactly these values; no fields, and undefined, select everything. Sorted by field. */
export function fieldSelectorFromSet(fields: LabelSet | undefined): FieldRequirementSelector {
  const names = Object.keys(fields ?? {}).sort(compareCodePoints);
  return fieldSelectorFromRequirements(names.map((field) => ({ field, operator: '=', value: fields?.[field] ?? '' })));
}

/** A selector of objects with this value in this field. */
export function oneTermEqualSelector(field: string, value: string): FieldRequirementSelector {
  return fieldSelectorFromRequirements([{ field, operator: '=', value }]);
}

/** A selector of objects with any other value in this field. */
export function oneTermNotEqualSelector(field: string, value: string): FieldRequirementSelector {
  return fieldSelectorFromRequirements([{ field, operator: '!=', value }]);
}

/** A selector of objects that all the selectors select. */
export function andSelectors(...selectors: readonly FieldRequirementSelector[]): FieldRequirementSelector {
  const requirements: FieldRequirement[] = [];
  for (const selector of selectors) {
    if (selector.requirements === undefined) return nothingSelector;
    requirements.push(...selector.requirements);
  }
  return fieldSelectorFromRequirements(requirements);
}
