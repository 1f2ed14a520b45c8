import { docComment } from './comment.js';

const described = (description: string): string => docComment({ description, tags: [] });

test('a comment of one line stays on one line', () => {
  expect(described('The image.')).toBe('/** The image. */');
});

test('there is no comment where there is nothing to say', () => {
  expect(described('')).toBe('');
  expect(described(' \n\n ')).toBe('');
});

test('tags stand below the description, apart from it', () => {
  const tags = [{ name: 'minimum', text: '1' }, { name: 'deprecated' }];
  expect(docComment({ description: 'A number.', tags }, '  ')).toBe(
    '  /**\n   * A number.\n   *\n   * @minimum 1\n   * @deprecated\n   */',
  );
});

test.each([
  ['a comment cannot be ended', 'x */ alert(1) /* y', '/** x *\\/ alert(1) /* y */'],
  ['nor by several at once', '**/*/', '/** **\\/*\\/ */'],
  ['a description cannot set a tag', '@deprecated', '/** \\@deprecated */'],
  ['nor in the middle of a line, nor inline', 'a @b {@link c}', '/** a \\@b {\\@link c} */'],
  ['an address is left alone', 'a@b.example', '/** a@b.example */'],
  ['backticks and braces are left alone', '`${x}`', '/** `${x}` */'],
  ['control characters are shown', 'a\u0007\u001b[2Jb\u202ec', '/** a\\u{7}\\u{1b}[2Jb\\u{202e}c */'],
  ['line breaks of all kinds are line breaks', 'a\rb\r\nc\u2028d', '/**\n * a\n * b\n * c\n * d\n */'],
  ['space at the end of lines goes, and empty lines are not repeated', 'a  \n\n\n \nb\n\n', '/**\n * a\n *\n * b\n */'],
])('%s', (_rule, description, comment) => {
  expect(described(description)).toBe(comment);
});

test('a tag cannot end the comment or set another tag', () => {
  const tags = [{ name: 'pattern', text: '^*/x$\n@deprecated' }];
  expect(docComment({ tags })).toBe('/**\n * @pattern ^*\\/x$\n * \\@deprecated\n */');
});

test('long lines are broken between words, and what is indented like code is not', () => {
  const lines = described(`${'word '.repeat(60)}\n    ${'code '.repeat(60)}`).split('\n');
  expect(lines.filter((line) => line.includes('word')).map((line) => line.length <= 130)).toEqual([true, true, true]);
  expect(lines.filter((line) => line.includes('code'))).toHaveLength(1);
});
