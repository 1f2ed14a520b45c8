import vm from 'node:vm';
import fc from 'fast-check';
import { objectKey, propertyName, quote, wrapList } from './text.js';

const valueOf = (code: string): unknown => vm.runInNewContext(`(${code})`);

const hostile = [
  "it's",
  '"both" and \'both\'',
  'back\\slash\\',
  'line\nbreak\r\n',
  '\u2028 and \u2029',
  '`${process.exit()}`',
  '*/ alert(1) /*',
  '</script>',
  '\u202e reversed \u2066',
  '\ud800 alone',
  '\u0000\u0007\u001b[2J\u007f\u0085',
  '\ufeff',
  '',
];

test.each(hostile)('a quoted string holds exactly its text, on one line of visible characters: %j', (text) => {
  const quoted = quote(text);
  expect(valueOf(quoted)).toBe(text);
  expect(quoted).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
});

test('whatever the text, quoting keeps it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => valueOf(quote(text)) === text),
    { numRuns: 500 },
  );
});

test('strings with an apostrophe stand in double quotes, others in single ones', () => {
  expect(quote("it's")).toBe('"it\'s"');
  expect(quote('say "it"')).toBe('\'say "it"\'');
  expect(quote(`it's "it"`)).toBe(`'it\\'s "it"'`);
});

test.each([
  ['spec', 'spec'],
  ['constructor', 'constructor'],
  ['$ref', '$ref'],
  ['9lives', "'9lives'"],
  ['a-b', "'a-b'"],
  ['a b', "'a b'"],
  ['', "''"],
  ['größe', "'größe'"],
  ['x; }', "'x; }'"],
])('the property %j is written %s', (name, written) => {
  expect(propertyName(name)).toBe(written);
});

test('a key of an object literal never sets its prototype', () => {
  const value = valueOf(`{ ${objectKey('__proto__')}: 1, ${objectKey('a-b')}: 2 }`);
  expect(Object.keys(value as object)).toEqual(['__proto__', 'a-b']);
});

test('lists are broken where they do not fit', () => {
  const room = { before: 0, after: 0, indent: '' };
  expect(wrapList(['[', ']'], ["'a'", "'b'"], room)).toBe("['a', 'b']");
  const long = 'x'.repeat(80);
  expect(wrapList(['<', '>'], [long, long], room)).toBe(`<\n  ${long},\n  ${long}\n>`);
  expect(wrapList(['{ ', ' }'], [long, long], { ...room, indent: '  ' })).toBe(`{\n    ${long},\n    ${long},\n  }`);
});
