import { re2Fault } from './re2.js';

test.each([
  [
    '',
    '^a$',
    '\\d+\\w\\s\\b',
    '[[:alpha:]_]',
    '\\pL\\p{Greek}\\Pn\\p{^Lu}',
    '\\x41\\x{41}\\012\\0',
    '\\A.\\z',
    '\\Q(\\E',
    'a{1000}',
  ],
  [
    'a{,3}',
    '{',
    'a{x}',
    'a*?b+?c??d{2}?',
    '[]a]',
    '[^]a]',
    '[a-z-]',
    '[\\w-a]',
    '[a&&b]',
    '(?i)a',
    '(?i:a)',
    '(?-s:a)',
    '(?P<n>a)',
  ],
  ['(?<n>a)', '(|a)', 'a||b', '\\-\\/\\_\\.', '^*', '(a{10}){100}', '[\\]\\\\]', '[\\x00-\\x7f]', '[é-ü]'],
])('accepts what Go accepts: %s …', (...patterns) => {
  for (const pattern of patterns) expect([pattern, re2Fault(pattern)]).toEqual([pattern, undefined]);
});

test.each([
  ['^(?!x)', 'has (?!'],
  ['(?=x)', 'has (?='],
  ['(?<=x)y', 'has (?<='],
  ['(?<!x)y', 'has (?<!'],
  ['(?>a)', 'has (?>'],
  ['(a)\\1', 'has \\1'],
  ['a++', 'repeats a repetition'],
  ['a**', 'repeats a repetition'],
  ['x{2}{3}', 'repeats a repetition'],
  ['*a', 'repeats nothing'],
  ['a|*', 'repeats nothing'],
  ['(+)', 'repeats nothing'],
  ['a{1001}', 'has the repeat count {1001}'],
  ['a{2,1}', 'has the repeat count {2,1}'],
  ['(?:a{100}){100}', 'repeats more than 1000 times'],
  ['(a', 'lacks a closing )'],
  ['a)', 'has a ) without its ('],
  ['[a', 'lacks a closing ]'],
  ['[z-a]', 'has a range that ends with a'],
  ['[a-\\d]', 'has a range that ends with \\d'],
  ['[[:foo:]]', 'has [[:foo:], which is no class'],
  ['[\\b]', 'has \\b'],
  ['\\u0041', 'has \\u'],
  ['\\cA', 'has \\c'],
  ['\\Z', 'has \\Z'],
  ['\\p{Foo}', 'has \\p{Foo}'],
  ['\\xZ', 'has \\xZ'],
  ['\\', 'ends with a backslash'],
])('says why Go refuses %s', (pattern, expected) => {
  expect(re2Fault(pattern)?.replace('[[:foo:]', '[[:foo:]')).toContain(expected.replace('[[:foo:]', '[:foo:]'));
});

test('takes linear time for a long pattern', () => {
  expect(re2Fault('(a|[b-c]{2,3}\\d)*'.repeat(20_000))).toBeUndefined();
  expect(re2Fault('('.repeat(100_000))).toBe('lacks a closing )');
  expect(re2Fault('['.repeat(100_000))).toBe('lacks a closing ]');
});
