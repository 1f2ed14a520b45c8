import {
  andSelectors,
  escapeValue,
  everythingFieldSelector,
  fieldSelectorFromRequirements,
  fieldSelectorFromSet,
  nothingFieldSelector,
  oneTermEqualSelector,
  oneTermNotEqualSelector,
  parseFieldSelector,
  unescapeValue,
} from './index.js';

describe('escaping', () => {
  test.each([
    ['', ''],
    ['a', 'a'],
    ['a=b', 'a\\=b'],
    ['a,b', 'a\\,b'],
    ['a\\b', 'a\\\\b'],
    ['=,\\', '\\=\\,\\\\'],
    ['\u4e16\u754c 😀', '\u4e16\u754c 😀'],
  ])('%j is %j', (literal, escaped) => {
    expect(escapeValue(literal)).toBe(escaped);
    expect(unescapeValue(escaped)).toBe(literal);
  });

  test.each([
    ['=', 'invalid field selector: unescaped character in value: 61'],
    ['a,b', 'invalid field selector: unescaped character in value: 44'],
    ['\\', 'invalid field selector: invalid escape sequence: \\'],
    ['a\\\\\\', 'invalid field selector: invalid escape sequence: \\'],
    ['\\a', 'invalid field selector: invalid escape sequence: \\a'],
    ['\\😀', 'invalid field selector: invalid escape sequence: \\😀'],
  ])('%j is refused', (escaped, message) => {
    expect(() => unescapeValue(escaped)).toThrow(message);
  });
});

describe('parseFieldSelector', () => {
  test.each([
    ['', ''],
    [',,', ''],
    ['=,!=,x=a', 'x=a'],
    ['x=a,y=b,z=c', 'x=a,y=b,z=c'],
    ['z=c,x=a', 'x=a,z=c'],
    ['x!=a,y==b', 'x!=a,y=b'],
    ['x=', 'x='],
    ['=a', '=a'],
    ['x=a\\,b,y=c\\=d', 'x=a\\,b,y=c\\=d'],
    ['x=\\\\,y=1', 'x=\\\\,y=1'],
    ['metadata.name=a,status.phase!=Running', 'metadata.name=a,status.phase!=Running'],
  ])('%j prints as %j', (text, printed) => {
    const selector = parseFieldSelector(text);
    expect(selector.toString()).toBe(printed);
    expect(parseFieldSelector(printed).toString()).toBe(printed);
    expect(selector.empty()).toBe(printed === '');
  });

  test.each([
    ['x', "invalid selector: 'x'; can't understand 'x'"],
    ['x=a,y', "invalid selector: 'x=a,y'; can't understand 'y'"],
    ['x=a||y=b', 'invalid field selector: unescaped character in value: 61'],
    ['x==a==b', 'invalid field selector: unescaped character in value: 61'],
    ['x=\\a', 'invalid field selector: invalid escape sequence: \\a'],
  ])('%j is refused', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['', { x: 'y' }, true],
    ['x=y', { x: 'y' }, true],
    ['x=y,z=w', { x: 'y', z: 'w' }, true],
    ['x!=y,z!=w', { x: 'z', z: 'a' }, true],
    ['x=y', { x: 'z' }, false],
    ['x=y,z=w', { x: 'y' }, false],
    ['x!=y,z!=w', { x: 'z', z: 'w' }, false],
    ['x=', {}, true],
    ['x!=a', {}, true],
    ['x=a\\=b', { x: 'a=b' }, true],
    ['constructor=', {}, true],
  ])('%j and %j: %p', (selector, fields, wanted) => {
    expect(parseFieldSelector(selector).matches(fields)).toBe(wanted);
  });
});

describe('constructors of selectors', () => {
  test('everything and nothing', () => {
    expect(everythingFieldSelector().matches({ a: 'b' })).toBe(true);
    expect(everythingFieldSelector().empty()).toBe(true);
    expect(everythingFieldSelector().toString()).toBe('');
    expect(nothingFieldSelector().matches({})).toBe(false);
    expect(nothingFieldSelector().empty()).toBe(false);
    expect(parseFieldSelector(nothingFieldSelector().toString()).matches({ 'metadata.name': 'nothing' })).toBe(false);
  });

  test('from a set: one sorted and escaped term for each value', () => {
    expect(fieldSelectorFromSet({ y: 'b,c', x: 'a' }).toString()).toBe('x=a,y=b\\,c');
    expect(fieldSelectorFromSet({}).empty()).toBe(true);
    expect(fieldSelectorFromSet(undefined).empty()).toBe(true);
  });

  test('from one term', () => {
    expect(oneTermEqualSelector('metadata.name', 'a').toString()).toBe('metadata.name=a');
    expect(oneTermNotEqualSelector('metadata.name', 'a').matches({ 'metadata.name': 'b' })).toBe(true);
  });

  test('joined: all terms must match', () => {
    const both = andSelectors(oneTermEqualSelector('a', '1'), everythingFieldSelector(), oneTermNotEqualSelector('b', '2'));
    expect(both.toString()).toBe('a=1,b!=2');
    expect(andSelectors(both, nothingFieldSelector()).matches({ a: '1' })).toBe(false);
  });

  test.each([
    ['a', '1'],
    ['b', undefined],
    ['c', undefined],
  ])('requiresExactMatch(%j) is %j', (field, value) => {
    expect(parseFieldSelector('a=1,b!=2').requiresExactMatch(field)).toBe(value);
  });

  test('transform changes or removes requirements, and returns a new selector', () => {
    const selector = fieldSelectorFromRequirements([
      { field: 'a', operator: '=', value: '1' },
      { field: 'b', operator: '!=', value: '2' },
    ]);
    const changed = selector.transform((field, value) => (field === 'a' ? ['', ''] : [`x.${field}`, value]));
    expect(changed.toString()).toBe('x.b!=2');
    expect(selector.toString()).toBe('a=1,b!=2');
  });
});
