import fc from 'fast-check';
import {
  escapeValue,
  fieldSelectorFromSet,
  parseFieldSelector,
  unescapeValue,
  type FieldRequirementSelector,
} from 'kube-client-runtime/fields';
import { sameAnswer } from './support/property.js';
import { anyText, textOf } from './support/text.js';

type FieldSet = Record<string, string>;

const field = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'metadata.name', 'status.phase', 'constructor', '__proto__', '') },
  anyText,
);
const piece = fc.oneof(fc.constantFrom('\\', ',', '=', '\\,', '\\=', '\\\\', '!', '==', '!=', ' ', '"', 'a', 'b'), anyText);
const value = fc.oneof(fc.constantFrom('', 'a', 'b', 'Running'), textOf(piece, 4));
const set: fc.Arbitrary<FieldSet> = fc.array(fc.tuple(field, value), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
const sets = fc.array(set, { minLength: 1, maxLength: 3 });

const term = fc
  .tuple(field, fc.constantFrom('=', '==', '!=', '', '!', '<'), fc.oneof(value, value.map(escapeValue)))
  .map((parts) => parts.join(''));
const text = fc.oneof(
  fc.array(term, { maxLength: 4 }).map((terms) => terms.join(',')),
  textOf(fc.oneof(piece, field), 8),
);

function describeSelector(selector: FieldRequirementSelector, given: readonly FieldSet[]): unknown {
  return {
    text: selector.toString(),
    empty: selector.empty(),
    requirements: selector.requirements,
    matches: given.map((fields) => selector.matches(fields)),
    exact: selector.requiresExactMatch('a') ?? null,
  };
}

sameAnswer('a field selector is parsed, printed and matched alike', 'fields.select', fc.record({ text, sets }), (input) =>
  describeSelector(parseFieldSelector(input.text), input.sets),
);
sameAnswer('a field selector of a set selects what has all its values', 'fields.fromSet', fc.record({ set, sets }), (input) =>
  describeSelector(fieldSelectorFromSet(input.set), input.sets),
);
sameAnswer('a value is escaped alike', 'fields.escape', textOf(piece, 6), escapeValue);
sameAnswer('an escaped value is read alike', 'fields.unescape', textOf(piece, 6), unescapeValue);
