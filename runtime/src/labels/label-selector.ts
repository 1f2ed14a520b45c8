import type { LabelSelector, ReadonlyLabelSelector } from '../meta/index.js';
import { messageOf } from '../util/errors.js';
import { goQuote } from '../util/index.js';
import { parseRequirements } from './parse.js';
import { newRequirement, type Operator, type Requirement } from './requirement.js';
import { everything, matchesNothing, nothing, type RequirementSelector, selectorFromRequirements } from './selector.js';

const operators: ReadonlyMap<string, Operator> = /* @__PURE__ */ new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * Converts the `LabelSelector` of a spec into a selector. As the API defines it, an absent one selects nothing and an empty one
 * everything.
 *
 * Throws an Error if a requirement is invalid.
 *
 * @example
 * ```ts
 * import { labelSelectorAsSelector } from 'kube-client-runtime';
 *
 * const selector = labelSelectorAsSelector({ matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }] });
 * selector.matches({ tier: 'web' }); // => true
 * selector.toString(); // => 'tier in (web)'
 * ```
 */
export function labelSelectorAsSelector(selector: ReadonlyLabelSelector | null | undefined): RequirementSelector {
  if (selector === undefined || selector === null) return nothing();
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    const known = operators.get(operator);
    if (known === undefined) throw new Error(`${goQuote(operator)} is not a valid label selector operator`);
    // client-go treats an absent and an empty list alike here, and prints both as null.
    return newRequirement(key, known, values?.length === 0 ? undefined : values);
  });
  return labels.length + expressions.length === 0 ? everything() : selectorFromRequirements([...labels, ...expressions]);
}

/** Formats a selector for display. Returns `<none>` if it is absent or empty, and `<error>` if it is invalid. */
export function formatLabelSelector(selector: ReadonlyLabelSelector | null | undefined): string {
  let parsed: RequirementSelector;
  try {
    parsed = labelSelectorAsSelector(selector);
  } catch {
    // `labelSelectorAsSelector` reports the reason; the cell of a table has no room for it.
    return '<error>';
  }
  return matchesNothing(parsed) ? '<none>' : parsed.toString() || '<none>';
}

/**
 * Parses a selector into the form that specs carry.
 *
 * Throws an Error if the selector is invalid or uses `gt` or `lt`, which specs cannot express.
 */
export function parseToLabelSelector(selector: string): LabelSelector {
  let requirements: Requirement[];
  try {
    requirements = parseRequirements(selector);
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`couldn't parse the selector string "${selector}": ${why}`, { cause: error });
  }
  const matchLabels: [string, string][] = [];
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = [];
  for (const { key, operator, values } of selectorFromRequirements(requirements).requirements ?? []) {
    switch (operator) {
      case '=':
      case '==':
        matchLabels.push([key, values[0] ?? '']);
        break;
      case 'in':
        matchExpressions.push({ key, operator: 'In', values: [...values] });
        break;
      case 'notin':
        matchExpressions.push({ key, operator: 'NotIn', values: [...values] });
        break;
      case 'exists':
        matchExpressions.push({ key, operator: 'Exists', values: [] });
        break;
      case '!':
        matchExpressions.push({ key, operator: 'DoesNotExist', values: [] });
        break;
      case 'gt':
      case 'lt':
        throw new Error(`${goQuote(operator)} isn't supported in label selectors`);
      default:
        throw new Error(`${goQuote(operator)} is not a valid label selector operator`);
    }
  }
  // `fromEntries` makes every key an own property. As in client-go, the last requirement on a key wins.
  return { matchLabels: Object.fromEntries(matchLabels), matchExpressions };
}

/** Returns the labels as the selector of a spec: `{ matchLabels }`. */
export function setAsLabelSelector(labels: Readonly<Record<string, string>>): LabelSelector {
  return { matchLabels: Object.fromEntries(Object.entries(labels)) };
}

/**
 * Converts a selector into plain labels, for APIs that know only those.
 *
 * Throws an Error unless each expression is `In` with a single value, since no other expression equals a label.
 */
export function labelSelectorAsMap(selector: ReadonlyLabelSelector): Record<string, string> {
  const labels = Object.entries(selector.matchLabels ?? {});
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (!operators.has(operator)) throw new Error(`${goQuote(operator)} is not a valid selector operator`);
    const [value, ...others] = values ?? [];
    if (operator !== 'In') {
      throw new Error(`operator ${goQuote(operator)} cannot be converted into the old label selector format`);
    }
    if (value === undefined || others.length > 0) {
      throw new Error(`operator "In" without a single value cannot be converted into the old label selector format`);
    }
    labels.push([key, value]);
  }
  return Object.fromEntries(labels);
}
