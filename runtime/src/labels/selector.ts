import type { LabelSet, Selector } from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';
import { newRequirement, requirementMatches, requirementString } from './requirement.js';
import type { Requirement } from './requirement.js';

/** A selector that tells what it is made of. All that this module makes are of this kind. */
export interface RequirementSelector extends Selector {
  /** All must hold; sorted by key. Undefined for `nothing()`, which no requirements describe. */
  readonly requirements: readonly Requirement[] | undefined;
  /** A selector with these requirements too. */
  add(...requirements: readonly Requirement[]): RequirementSelector;
  /** The one value that the selector demands of a label, or undefined where it demands none or leaves a choice. */
  requiresExactMatch(label: string): string | undefined;
}

const noLabels: LabelSet = {};

/** A selector of requirements that all must hold; of none, it selects everything. */
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

/** The selector without requirements. */
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
 * The selector that no object meets. Unlike client-go's, which prints as the empty string and so makes a server select everything,
 * it prints as a contradiction: sent to a server, it selects nothing either.
 */
export function nothing(): RequirementSelector {
  return nothingSelector;
}

/** Whether a selector is `nothing()`. Contradictions that requirements make are not looked for. */
export function matchesNothing(selector: Selector): boolean {
  return selector === nothingSelector;
}

/**
 * A selector of objects that have all these labels; no labels, and undefined, select everything. The labels are not checked, so the
 * server may refuse them: `validatedSelectorFromSet` checks.
 */
export function selectorFromSet(labels: LabelSet | undefined): RequirementSelector {
  return selectorFromRequirements(
    Object.entries(labels ?? noLabels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  );
}

/** `selectorFromSet`, throwing where a label is not valid. */
export function validatedSelectorFromSet(labels: LabelSet | undefined): RequirementSelector {
  return selectorFromRequirements(Object.entries(labels ?? noLabels).map(([key, value]) => newRequirement(key, '=', [value])));
}

/** Whether labels have all that a set has. Cheaper than a selector for a single use. */
export function matchesLabels(set: LabelSet, labels: LabelSet | undefined): boolean {
  const given = labels ?? noLabels;
  return Object.entries(set).every(([key, value]) => Object.hasOwn(given, key) && given[key] === value);
}

/** Labels as a line for people, sorted: `a=1,b=2`, or `<none>`. */
export function formatLabels(labels: LabelSet | undefined): string {
  const pairs = Object.entries(labels ?? noLabels).map(([key, value]) => `${key}=${value}`);
  return pairs.sort(compareCodePoints).join(',') || '<none>';
}
