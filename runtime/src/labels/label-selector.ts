import type { LabelOperator, LabelSelector } from '../meta/index.js';
import { goQuote } from '../util/index.js';
import { parseRequirements } from './parse.js';
import { newRequirement } from './requirement.js';
import type { Operator, Requirement } from './requirement.js';
import { everything, matchesNothing, nothing, selectorFromRequirements } from './selector.js';
import type { RequirementSelector } from './selector.js';
import { messageOf } from '../util/message-of.js';

/** A `LabelSelector` that is only read: a plain one, or one from a cache. */
export interface ReadonlyLabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  readonly matchExpressions?: readonly ReadonlyLabelSelectorRequirement[] | undefined;
}

/** One requirement of a `ReadonlyLabelSelector`. */
export interface ReadonlyLabelSelectorRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values?: readonly string[] | undefined;
}

const operators: ReadonlyMap<string, Operator> = /* @__PURE__ */ new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * The selector that a spec's `LabelSelector` stands for. An absent one selects nothing and an empty one everything, as the API
 * defines it. Throws where a requirement is not valid.
 */
export function labelSelectorAsSelector(selector: ReadonlyLabelSelector | null | undefined): RequirementSelector {
  if (selector === undefined || selector === null) return nothing();
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    const known = operators.get(operator);
    if (known === undefined) throw new Error(`${goQuote(operator)} is not a valid label selector operator`);
    // None and an empty list are the same to client-go here, and are called null.
    return newRequirement(key, known, values?.length === 0 ? undefined : values);
  });
  return labels.length + expressions.length === 0 ? everything() : selectorFromRequirements([...labels, ...expressions]);
}

/** The selector for people: in the grammar of selectors, `<none>` where it is absent or empty, `<error>` where it is not valid. */
export function formatLabelSelector(selector: ReadonlyLabelSelector | null | undefined): string {
  let parsed: RequirementSelector;
  try {
    parsed = labelSelectorAsSelector(selector);
  } catch {
    // What is wrong is for `labelSelectorAsSelector` to say; a table's cell has room for this.
    return '<error>';
  }
  return matchesNothing(parsed) ? '<none>' : parsed.toString() || '<none>';
}

/** Parses a selector into the form that specs carry. Throws where it has no such form: `gt` and `lt` have none. */
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
  // From entries, which makes every key an own one; the later of two requirements on a key wins, as in client-go.
  return { matchLabels: Object.fromEntries(matchLabels), matchExpressions };
}

/** Labels as the selector of a spec: `{ matchLabels }`. */
export function setAsLabelSelector(labels: Readonly<Record<string, string>>): LabelSelector {
  return { matchLabels: Object.fromEntries(Object.entries(labels)) };
}

/**
 * A selector as plain labels, for what knows nothing else. Throws where it cannot be: only `In` with a single value is as good as a
 * label.
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
