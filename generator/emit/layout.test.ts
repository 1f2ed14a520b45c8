import { group, indent, lineBreak, list, print, union } from './layout.js';

const long = 'x'.repeat(80);

test('a list that fits stays on one line, and the text after it counts', () => {
  const items = ['a', 'b'];
  expect(print(list('[', items, ']'))).toBe('[a, b]');
  expect(print(list('{', items, '}'))).toBe('{ a, b }');
  expect(print(list('(', [], ')'))).toBe('()');
  expect(print([list('[', items, ']'), 'x'.repeat(124)])).toBe(`[a, b]${'x'.repeat(124)}`);
  expect(print([list('[', items, ']'), 'x'.repeat(125)])).toBe(`[\n  a,\n  b,\n]${'x'.repeat(125)}`);
});

test('a list that does not fit has one item on each line, and only type arguments have no trailing comma', () => {
  expect(print(list('<', [long, long], '>'))).toBe(`<\n  ${long},\n  ${long}\n>`);
  expect(print(['return ', list('{', [long, long], '}'), ';'], '  ')).toBe(`  return {\n    ${long},\n    ${long},\n  };`);
});

test('an inner group breaks only if it does not fit on its own line', () => {
  const inner = list('[', ['a', 'b'], ']');
  expect(print(group('f(', indent(lineBreak(), inner, ',', lineBreak(' '), long, long), lineBreak(), ')'))).toBe(
    `f(\n  [a, b],\n  ${long}${long}\n)`,
  );
});

test('a group counts what follows it up to the next line break', () => {
  const outer = [group('a', lineBreak(' '), 'b'), lineBreak(), long, long];
  expect(print(outer)).toBe(`a b\n${long}${long}`);
});

test('a union begins each line with a bar', () => {
  expect(print(group('type A =', union(' ', ['b', 'c']), ';'))).toBe('type A = b | c;');
  expect(print(group('type A =', union(' ', [long, long]), ';'))).toBe(`type A =\n  | ${long}\n  | ${long};`);
});

test('the width is a parameter, and a text without a place to break may exceed it', () => {
  expect(print(list('(', ['a', 'b'], ')'), '', 5)).toBe('(\n  a,\n  b,\n)');
  expect(print(long, '', 5)).toBe(long);
});
