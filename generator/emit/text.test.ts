import vm from 'node:vm';
import fc from 'fast-check';
import { docComment, objectKey, propertyName, quote } from './text.js';

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

test('a quoted string holds exactly its text, for random texts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => valueOf(quote(text)) === text),
    { numRuns: 500 },
  );
});

test('a string with an apostrophe gets double quotes, each other string single quotes', () => {
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

const described = (description: string): string => docComment({ description, tags: [] });

test('a comment of one line stays on one line', () => {
  expect(described('The image.')).toBe('/** The image. */');
});

test('an empty description gives no comment', () => {
  expect(described('')).toBe('');
  expect(described(' \n\n ')).toBe('');
});

test('tags follow the description after an empty line', () => {
  const tags = [{ name: 'minimum', text: '1' }, { name: 'deprecated' }];
  expect(docComment({ description: 'A number.', tags }, '  ')).toBe(
    '  /**\n   * A number.\n   *\n   * @minimum 1\n   * @deprecated\n   */',
  );
});

test.each([
  ['a description cannot end the comment', 'x */ alert(1) /* y', '/** x *\\/ alert(1) /* y */'],
  ['nor can overlapping ends', '**/*/', '/** **\\/*\\/ */'],
  ['a description cannot begin a tag', '@deprecated', '/** \\@deprecated */'],
  ['nor in the middle of a line, nor inline', 'a @b {@link c}', '/** a \\@b {\\@link c} */'],
  ['an email address stays as it is', 'a@b.example', '/** a@b.example */'],
  ['backticks and braces stay as they are', '`${x}`', '/** `${x}` */'],
  ['control characters become visible', 'a\u0007\u001b[2Jb\u202ec', '/** a\\u{7}\\u{1b}[2Jb\\u{202e}c */'],
  ['each kind of line break is a line break', 'a\rb\r\nc\u2028d', '/**\n * a\n * b\n * c\n * d\n */'],
  ['spaces at the end of lines and repeated empty lines are removed', 'a  \n\n\n \nb\n\n', '/**\n * a\n *\n * b\n */'],
])('%s', (_rule, description, comment) => {
  expect(described(description)).toBe(comment);
});

test('a tag cannot end the comment or begin another tag', () => {
  const tags = [{ name: 'pattern', text: '^*/x$\n@deprecated' }];
  expect(docComment({ tags })).toBe('/**\n * @pattern ^*\\/x$\n * \\@deprecated\n */');
});

test('long lines break between words, except lines that are indented like code', () => {
  const lines = described(`${'word '.repeat(60)}\n    ${'code '.repeat(60)}`).split('\n');
  expect(lines.filter((line) => line.includes('word')).map((line) => line.length <= 130)).toEqual([true, true, true]);
  expect(lines.filter((line) => line.includes('code'))).toHaveLength(1);
});
