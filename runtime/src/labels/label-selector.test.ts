import type { LabelSelector } from '../meta/index.js';
import {
  formatLabelSelector,
  labelSelectorAsMap,
  labelSelectorAsSelector,
  matchesNothing,
  parseToLabelSelector,
  setAsLabelSelector,
} from './index.js';

describe('labelSelectorAsSelector', () => {
  test.each<[LabelSelector, string]>([
    [{}, ''],
    [{ matchLabels: {}, matchExpressions: [] }, ''],
    [{ matchLabels: { foo: 'bar' } }, 'foo=bar'],
    [{ matchExpressions: [{ key: 'baz', operator: 'In', values: ['qux', 'norf'] }] }, 'baz in (norf,qux)'],
    [
      { matchLabels: { foo: 'bar' }, matchExpressions: [{ key: 'baz', operator: 'NotIn', values: ['a'] }] },
      'baz notin (a),foo=bar',
    ],
    [
      {
        matchExpressions: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'DoesNotExist', values: [] },
        ],
      },
      'a,!b',
    ],
  ])('%j is %j', (selector, printed) => {
    expect(labelSelectorAsSelector(selector).toString()).toBe(printed);
  });

  test('an absent selector matches nothing, and an empty one everything', () => {
    expect(matchesNothing(labelSelectorAsSelector(undefined))).toBe(true);
    expect(matchesNothing(labelSelectorAsSelector(null))).toBe(true);
    expect(labelSelectorAsSelector({}).empty()).toBe(true);
  });

  test.each<[LabelSelector, string]>([
    [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] }, 'values set must be empty'],
    [
      { matchExpressions: [{ key: 'a', operator: 'In' }] },
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    ],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: [] }] }, 'values: Invalid value: null: for'],
    [{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }, '"Gt" is not a valid label selector operator'],
    [{ matchLabels: { 'not valid': 'a' } }, 'key: Invalid value: "not valid"'],
  ])('%j is refused', (selector, message) => {
    expect(() => labelSelectorAsSelector(selector)).toThrow(message);
  });
});

test.each<[LabelSelector | undefined, string]>([
  [undefined, '<none>'],
  [{}, '<none>'],
  [{ matchLabels: { foo: 'bar' } }, 'foo=bar'],
  [{ matchExpressions: [{ key: 'a', operator: 'In' }] }, '<error>'],
])('formatLabelSelector(%j) is %j', (selector, printed) => {
  expect(formatLabelSelector(selector)).toBe(printed);
});

describe('parseToLabelSelector', () => {
  test.each<[string, LabelSelector]>([
    ['foo=bar,baz==qux', { matchLabels: { foo: 'bar', baz: 'qux' }, matchExpressions: [] }],
    [
      'x in (b,a),y notin (c),!z,w',
      {
        matchLabels: {},
        matchExpressions: [
          { key: 'w', operator: 'Exists', values: [] },
          { key: 'x', operator: 'In', values: ['a', 'b'] },
          { key: 'y', operator: 'NotIn', values: ['c'] },
          { key: 'z', operator: 'DoesNotExist', values: [] },
        ],
      },
    ],
  ])('%j', (text, selector) => {
    expect(parseToLabelSelector(text)).toEqual(selector);
  });

  test.each([
    ['x>1', `"gt" isn't supported in label selectors`],
    ['x!=1', `"!=" is not a valid label selector operator`],
    ['x in a', `couldn't parse the selector string "x in a": unable to parse requirement: found 'a' expected: '('`],
  ])('%j is refused', (text, message) => {
    expect(() => parseToLabelSelector(text)).toThrow(message);
  });
});

describe('labelSelectorAsMap', () => {
  test('accepts matchLabels, and In with a single value', () => {
    expect(
      labelSelectorAsMap({ matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'In', values: ['2'] }] }),
    ).toEqual({
      a: '1',
      b: '2',
    });
  });

  test.each<[LabelSelector['matchExpressions'], string]>([
    [[{ key: 'a', operator: 'In', values: ['1', '2'] }], 'operator "In" without a single value cannot'],
    [[{ key: 'a', operator: 'Exists' }], 'operator "Exists" cannot be converted'],
    [[{ key: 'a', operator: 'Other' }], '"Other" is not a valid selector operator'],
  ])('%j is refused', (matchExpressions, message) => {
    expect(() => labelSelectorAsMap({ matchExpressions })).toThrow(message);
  });
});

test('setAsLabelSelector', () => {
  expect(setAsLabelSelector({ a: '1' })).toEqual({ matchLabels: { a: '1' } });
});
