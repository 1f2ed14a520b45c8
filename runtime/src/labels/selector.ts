import type { LabelSet, Selector } from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';
import { newRequirement, requirementMatches, requirementString } from './requirement.js';
import type { Requirement } from './requirement.js';

/** A selector whose requirements can be read. All selectors of this module are of this type. */
export interface RequirementSelector extends Selector {
  /** The requirements, sorted by key. All must hold. Undefined for `nothing()`, which no requirements describe. */
  readonly requirements: readonly Requirement[] | undefined;
  /** Returns a selector with further requirements. */
  add(...requirements: readonly Requirement[]): RequirementSelector;
  /** Returns the only value that the selector accepts for a label, or undefined if it accepts several or any. */
  requiresExactMatch(label: string): string | undefined;
}

const noLabels: LabelSet = {};

/** Creates a selector from requirements that must all hold. Without requirements it selects everything. */
export function selectorFromRequirements(requirements: readonly Requirement[]): RequirementSelector {
  const sorted = [...requirements].sort((a, b) => compareCodePoints(a.key, b.key));
  return {
    requirements: sorted,
    matches: (labels) => sorted.every((requirement) => requirementMatches(requirement, labels ?? noLabels)),
    empty: () => sorted.length === 0,
    toString: () => sorted.map(requirementString).join(','),
    add: (...more) => selectorFromRequirements([...sorted, ...more]),
    requiresExactMatch: (label) => exactMatch(sorted.find((requirement) => requirement.key === label)),
  };
}

function exactMatch(requirement: Requirement | undefined): string | undefined {
  if (requirement === undefined || !['=', '==', 'in'].includes(requirement.operator)) return undefined;
  return requirement.values.length === 1 ? requirement.values[0] : undefined;
}

/** Returns the selector that matches every object. */
export function everything(): RequirementSelector {
  return selectorFromRequirements([]);
}

const nothingSelector: RequirementSelector = {
  requirements: undefined,
  matches: () => false,
  empty: () => false,
  toString: () => '!kubernetes.io/nothing,kubernetes.io/nothing',
  add: () => nothingSelector,
  requiresExactMatch: () => undefined,
};

/**
 * Returns the selector that matches no object. It prints as a contradiction, so that a server selects nothing either. client-go's
 * prints as the empty string, which makes a server select everything.
 */
export function nothing(): RequirementSelector {
  return nothingSelector;
}

/** Whether a selector is `nothing()`. Does not look for contradictory requirements. */
export function matchesNothing(selector: Selector): boolean {
  return selector === nothingSelector;
}

/**
 * Creates a selector of objects that have all these labels. An empty or undefined set selects everything. The labels are not
 * validated; `validatedSelectorFromSet` does that.
 */
export function selectorFromSet(labels: LabelSet | undefined): RequirementSelector {
  return selectorFromRequirements(
    Object.entries(labels ?? noLabels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  );
}

/**
 * Creates the same selector as `selectorFromSet`.
 *
 * Throws an Error if a label is invalid.
 */
export function validatedSelectorFromSet(labels: LabelSet | undefined): RequirementSelector {
  return selectorFromRequirements(Object.entries(labels ?? noLabels).map(([key, value]) => newRequirement(key, '=', [value])));
}

/** Whether labels include all labels of a set. Cheaper than a selector that is used once. */
export function matchesLabels(set: LabelSet, labels: LabelSet | undefined): boolean {
  const given = labels ?? noLabels;
  return Object.entries(set).every(([key, value]) => Object.hasOwn(given, key) && given[key] === value);
}

/** Formats labels for display, sorted: `a=1,b=2`, or `<none>`. */
export function formatLabels(labels: LabelSet | undefined): string {
  const pairs = Object.entries(labels ?? noLabels).map(([key, value]) => `${key}=${value}`);
  return pairs.sort(compareCodePoints).join(',') || '<none>';
}
