import {
  everything,
  formatLabels,
  matchesLabels,
  matchesNothing,
  newRequirement,
  nothing,
  parseSelector,
  selectorFromRequirements,
  selectorFromSet,
  validatedSelectorFromSet,
} from './index.js';
import type { Operator } from './index.js';

describe('matches', () => {
  const labels = { foo: 'bar', baz: 'blah' };
  test.each<[string, Record<string, string>, boolean]>([
    ['', { x: 'y' }, true],
    ['x=y', { x: 'y' }, true],
    ['x==y', { x: 'y' }, true],
    ['x=y,z=w', { x: 'y', z: 'w' }, true],
    ['x!=y,z!=w', { x: 'z', z: 'a' }, true],
    ['x!=y', {}, true],
    ['notin=in', { notin: 'in' }, true],
    ['x', { x: 'z' }, true],
    ['x', { x: '' }, true],
    ['!x', { y: 'z' }, true],
    ['x>1', { x: '2' }, true],
    ['x<1', { x: '0' }, true],
    ['x<1', { x: '-1' }, true],
    ['x>1', { x: '+2' }, true],
    ['x>9223372036854775806', { x: '9223372036854775807' }, true],
    ['x=', { x: '' }, true],
    ['x=z', {}, false],
    ['x=', {}, false],
    ['x=y', { x: 'z' }, false],
    ['x=y,z=w', { x: 'w', z: 'w' }, false],
    ['x!=y,z!=w', { x: 'z', z: 'w' }, false],
    ['x', { y: 'z' }, false],
    ['!x', { x: 'z' }, false],
    ['!x', { x: '' }, false],
    ['x>1', { x: '0' }, false],
    ['x>1', { x: '1' }, false],
    ['x<1', { x: '2' }, false],
    ['x>1', {}, false],
    ['x>1', { x: 'two' }, false],
    ['x>1', { x: '1.5' }, false],
    ['x>1', { x: '9223372036854775808' }, false],
    ['foo=bar', labels, true],
    ['foo=bar,baz=blah', labels, true],
    ['baz=bar', labels, false],
    ['foo=bar,foobar=bar,baz=blah', labels, false],
    ['x in (a,b)', { x: 'b' }, true],
    ['x in (a,b)', { x: 'c' }, false],
    ['x in (a,b)', {}, false],
    ['x in (,a)', { x: '' }, true],
    ['x notin (a,b)', { x: 'c' }, true],
    ['x notin (a,b)', {}, true],
    ['x notin (a,b)', { x: 'a' }, false],
    ['constructor', {}, false],
    ['!constructor', {}, true],
    ['toString!=a', {}, true],
    ['constructor=a', { constructor: 'a' }, true],
  ])('%j and %j: %p', (selector, set, wanted) => {
    expect(parseSelector(selector).matches(set)).toBe(wanted);
  });

  test('absent labels count as an empty set', () => {
    expect(parseSelector('!x').matches(undefined)).toBe(true);
    expect(parseSelector('x').matches(undefined)).toBe(false);
    expect(everything().matches(undefined)).toBe(true);
  });

  test('the label key __proto__ is a label like any other', () => {
    const labels: Record<string, string> = JSON.parse('{"__proto__": "a"}');
    expect(matchesLabels(labels, labels)).toBe(true);
    expect(matchesLabels(labels, {})).toBe(false);
    const nested: Record<string, string> = JSON.parse('{"__proto__": {"x": "1"}}');
    expect(parseSelector('x').matches(nested)).toBe(false);
  });
});

describe('everything and nothing', () => {
  test('everything has no requirements', () => {
    expect(everything().matches({ x: 'y' })).toBe(true);
    expect(everything().empty()).toBe(true);
    expect(everything().toString()).toBe('');
    expect(everything().requirements).toEqual([]);
  });

  test('nothing matches no labels, even after requirements are added', () => {
    expect(nothing().matches({})).toBe(false);
    expect(nothing().matches(undefined)).toBe(false);
    expect(nothing().empty()).toBe(false);
    expect(nothing().requirements).toBeUndefined();
    expect(matchesNothing(nothing().add(newRequirement('x', 'exists', [])))).toBe(true);
    expect(matchesNothing(everything())).toBe(false);
  });

  test('nothing matches no labels after it was printed and parsed by a server', () => {
    const server = parseSelector(nothing().toString());
    expect(server.matches({})).toBe(false);
    expect(server.matches({ 'kubernetes.io/nothing': '' })).toBe(false);
  });
});

describe('selectorFromSet', () => {
  test('requires each label, and matches everything without labels', () => {
    const selector = selectorFromSet({ y: 'b', x: 'a' });
    expect(selector.toString()).toBe('x=a,y=b');
    expect(selector.matches({ x: 'a', y: 'b', z: 'c' })).toBe(true);
    expect(selector.matches({ x: 'a' })).toBe(false);
    expect(selectorFromSet(undefined).empty()).toBe(true);
    expect(selectorFromSet({}).empty()).toBe(true);
  });

  test('validates nothing, unlike validatedSelectorFromSet', () => {
    expect(selectorFromSet({ x: 'not valid' }).toString()).toBe('x=not valid');
    expect(() => validatedSelectorFromSet({ x: 'not valid' })).toThrow(
      /^values\[0\]\[x\]: Invalid value: "not valid": a valid label/,
    );
    expect(validatedSelectorFromSet({ x: 'a' }).toString()).toBe('x=a');
    expect(validatedSelectorFromSet(undefined).empty()).toBe(true);
  });

  test('does not change when the set changes', () => {
    const set = { x: 'a' };
    const selector = selectorFromSet(set);
    set.x = 'b';
    expect(selector.toString()).toBe('x=a');
  });
});

describe('newRequirement', () => {
  test.each<[string, Operator, string[], string]>([
    ['x', 'in', [], "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"],
    ['x', 'notin', [], "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"],
    ['x', '=', ['a', 'b'], 'values: Invalid value: ["a","b"]: exact-match compatibility requires one single value'],
    ['x', '!=', [], 'values: Invalid value: []: exact-match compatibility requires one single value'],
    ['x', 'exists', ['a'], 'values: Invalid value: ["a"]: values set must be empty for exists and does not exist'],
    ['x', '!', ['a'], 'values: Invalid value: ["a"]: values set must be empty for exists and does not exist'],
    ['x', 'gt', ['1', '2'], `values: Invalid value: ["1","2"]: for 'Gt', 'Lt' operators, exactly one value is required`],
    ['x', 'lt', ['a'], `values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`],
    [
      'x',
      'unknown' as Operator,
      [],
      'operator: Unsupported value: "unknown": supported values: "in", "notin", "=", "==", "!=", "gt", "lt", "exists", "!"',
    ],
  ])('%s %s %j is refused', (key, operator, values, message) => {
    expect(() => newRequirement(key, operator, values)).toThrow(message);
  });

  test('reports all faults at once', () => {
    expect(() => newRequirement('x'.repeat(64), '=', [])).toThrow(
      /^\[key: Invalid value: "x{64}": name part must be no more than 63 bytes, values: Invalid value: \[\]: exact-match/,
    );
    expect(() => newRequirement('x', '=', ['a'.repeat(64)])).toThrow(/values\[0\]\[x\]: .*must be no more than 63 bytes/);
  });

  test.each<[string, Operator, string[]]>([
    ['x', 'in', ['foo', '']],
    ['x', 'notin', ['foo']],
    ['x', '=', ['']],
    ['x', 'exists', []],
    ['x', '!', []],
    ['x', 'gt', ['1']],
    ['1foo', 'in', ['bar']],
  ])('%s %s %j is accepted unchanged', (key, operator, values) => {
    expect(newRequirement(key, operator, values)).toEqual({ key, operator, values });
  });
});

describe('the requirements of a selector', () => {
  const selector = selectorFromRequirements([
    newRequirement('z', 'in', ['b', 'a']),
    newRequirement('x', '=', ['1']),
    newRequirement('y', 'in', ['only']),
    newRequirement('w', 'exists', []),
  ]);

  test('are sorted by key, with unchanged values', () => {
    expect(selector.requirements?.map(({ key }) => key)).toEqual(['w', 'x', 'y', 'z']);
    expect(selector.toString()).toBe('w,x=1,y in (only),z in (a,b)');
    expect(selector.requirements?.[3]?.values).toEqual(['b', 'a']);
  });

  test('add returns a new selector', () => {
    expect(selector.add(newRequirement('a', '!', [])).toString()).toBe('!a,w,x=1,y in (only),z in (a,b)');
    expect(selector.requirements).toHaveLength(4);
  });

  test.each([
    ['x', '1'],
    ['y', 'only'],
    ['z', undefined],
    ['w', undefined],
    ['absent', undefined],
  ])('requiresExactMatch(%j) is %j', (label, value) => {
    expect(selector.requiresExactMatch(label)).toBe(value);
  });
});

test('formatLabels sorts labels and has a text for no labels', () => {
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
  expect(formatLabels({})).toBe('<none>');
  expect(formatLabels(undefined)).toBe('<none>');
});
