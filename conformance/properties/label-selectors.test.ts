import fc from 'fast-check';
import {
  formatLabelSelector,
  labelSelectorAsMap,
  labelSelectorAsSelector,
  matchesNothing,
  newRequirement,
  nothing,
  parseSelector,
  parseToLabelSelector,
  selectorFromRequirements,
  selectorFromSet,
  validateDNS1123Label,
  validateDNS1123Subdomain,
  validateLabelKey,
  validateLabelValue,
  validatedSelectorFromSet,
  type Operator,
  type ReadonlyLabelSelector,
  type RequirementSelector,
} from 'kube-client-runtime/labels';
import type { Answer } from './support/oracle.js';
import { sameAnswer } from './support/property.js';
import { anyText, textOf } from './support/text.js';

type LabelSet = Record<string, string>;

/** A few names, so that selectors match labels. `a` is used for exact matches. */
const plainKey = fc.constantFrom('a', 'b', 'in', 'notin', 'constructor', 'example.com/a', 'A_-.9');
const oddKey = fc.oneof(
  anyText,
  fc.constantFrom('', '-a', '__proto__', 'a/b/c', '/a', 'a/', 'A.com/a', 'x'.repeat(64), `${'y'.repeat(254)}/a`),
);
const key = fc.oneof({ weight: 4, arbitrary: plainKey }, oddKey);
const integer = fc.oneof(
  fc.constantFrom('0', '-0', '+1', '007', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '1_0', '0x1'),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.integer().map(String),
);
const plainValue = fc.oneof(fc.constantFrom('', 'a', 'b', 'in', 'x.y', 'A_-9'), integer);
const value = fc.oneof({ weight: 4, arbitrary: plainValue }, anyText, fc.constantFrom('-', 'z'.repeat(63), 'z'.repeat(64)));
const labels: fc.Arbitrary<LabelSet> = fc
  .array(fc.tuple(fc.oneof(plainKey, fc.constant('__proto__')), plainValue), { maxLength: 4 })
  .map((pairs) => Object.fromEntries(pairs));
/** Labels with at most one invalid entry. Go reads a map in random order and stops at the first error. */
const fallibleLabels = fc
  .tuple(fc.array(fc.tuple(plainKey, fc.constantFrom('', 'a', 'b', '1')), { maxLength: 3 }), fc.option(fc.tuple(key, value)))
  .map(([plain, odd]): LabelSet => Object.fromEntries(odd === null ? plain : [...plain, odd]));
const sets = fc.array(labels, { minLength: 1, maxLength: 4 });

const symbol = fc.constantFrom('=', '==', '!=', '!', '(', ')', ',', '<', '>', ' in ', ' notin ', ' ', '\t', '\n');
const term = fc.oneof(
  key,
  key.map((name) => `!${name}`),
  fc.tuple(key, fc.constantFrom('=', '==', '!=', '>', '<', ' = '), value).map((parts) => parts.join('')),
  fc
    .tuple(key, fc.constantFrom(' in ', ' notin ', ' in', '  notin'), fc.array(value, { maxLength: 4 }))
    .map(([name, operator, values]) => `${name}${operator}(${values.join(',')})`),
);
const grammatical = fc.array(term, { maxLength: 4 }).map((terms) => terms.join(','));
const text = fc.oneof(grammatical, textOf(fc.oneof(symbol, plainKey, plainValue, anyText), 10), anyText);

function describeSelector(selector: RequirementSelector, given: readonly LabelSet[]): unknown {
  return {
    text: selector.toString(),
    empty: selector.empty(),
    nothing: matchesNothing(selector),
    requirements: selector.requirements ?? null,
    matches: given.map((set) => selector.matches(set)),
    exact: selector.requiresExactMatch('a') ?? null,
  };
}

sameAnswer('a selector is parsed, printed and matched alike', 'labels.select', fc.record({ text, sets }), (input) =>
  describeSelector(parseSelector(input.text), input.sets),
);

const operator = fc.constantFrom('in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!', '', 'In', '"');

sameAnswer(
  'a requirement is made, or refused with all that is wrong',
  'labels.requirement',
  fc.record({ key, operator, values: fc.array(value, { maxLength: 3 }), sets }),
  (input) => {
    // Input that untyped programs can pass is refused with the same words.
    const requirement = newRequirement(input.key, input.operator as Operator, input.values);
    return describeSelector(selectorFromRequirements([requirement]), input.sets);
  },
);

sameAnswer(
  'a selector of labels selects what has them all, checked or not',
  'labels.fromSet',
  fc.record({ set: fallibleLabels, validated: fc.boolean(), sets }),
  (input) => describeSelector((input.validated ? validatedSelectorFromSet : selectorFromSet)(input.set), input.sets),
);

/** Replaces Go's text of `nothing()`. It is empty, which a server reads as everything. */
function nothingPrints(answer: Answer): Answer {
  const value = 'value' in answer ? answer.value : undefined;
  if (typeof value !== 'object' || value === null || !('nothing' in value) || value.nothing !== true) return answer;
  return { value: { ...value, text: nothing().toString() } };
}

const expression = fc.record(
  {
    key,
    operator: fc.oneof(fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'), fc.constantFrom('', 'in', 'Gt', 'constructor')),
    values: fc.array(value, { maxLength: 3 }),
  },
  { requiredKeys: ['key', 'operator'] },
);
const labelSelector = fc.record(
  {
    matchLabels: fallibleLabels,
    matchExpressions: fc.array(expression, { maxLength: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ReadonlyLabelSelector>;

sameAnswer(
  'the selector of a spec stands for the same requirements',
  'labels.fromLabelSelector',
  fc.record({ selector: fc.option(labelSelector), sets }),
  (input) => describeSelector(labelSelectorAsSelector(input.selector), input.sets),
  { wanted: nothingPrints },
);
sameAnswer('the selector of a spec is shown alike', 'labels.formatLabelSelector', fc.option(labelSelector), formatLabelSelector);
sameAnswer('the selector of a spec becomes plain labels where it can', 'labels.asMap', labelSelector, labelSelectorAsMap);
sameAnswer('a selector becomes that of a spec where it can', 'labels.toLabelSelector', text, parseToLabelSelector);

sameAnswer('keys, values and names are valid or not, for the same reasons', 'labels.validate', fc.oneof(key, value), (given) => ({
  key: validateLabelKey(given),
  value: validateLabelValue(given),
  subdomain: validateDNS1123Subdomain(given),
  label: validateDNS1123Label(given),
}));
