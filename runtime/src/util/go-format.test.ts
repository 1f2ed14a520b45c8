import { goPrint, goQuote, goSyntax, goTypeOf } from './go-format.js';

test.each<[unknown, string, string, string]>([
  [null, '<nil>', 'interface {}(nil)', '<nil>'],
  ['a "b"', 'a "b"', '"a \\"b\\""', 'string'],
  [true, 'true', 'true', 'bool'],
  [80, '80', '80', 'int64'],
  [1.5, '1.5', '1.5', 'float64'],
  [['a', 1], '[a 1]', '[]interface {}{"a", 1}', '[]interface {}'],
  [
    { b: 1, a: { c: [] } },
    'map[a:map[c:[]] b:1]',
    'map[string]interface {}{"a":map[string]interface {}{"c":[]interface {}{}}, "b":1}',
    'map[string]interface {}',
  ],
])('%j prints as in Go', (value, print, syntax, type) => {
  expect([goPrint(value), goSyntax(value), goTypeOf(value)]).toEqual([print, syntax, type]);
});

test.each([
  ['plain', '"plain"'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\u0000\u001b\u007f', '"\\x00\\x1b\\x7f"'],
  ['é 日本 😀 ¼', '"é 日本 😀 ¼"'],
  ['\u00a0\u00ad\u2028\ufeff', '"\\u00a0\\u00ad\\u2028\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ud800', '"\\ufffd"'],
])('%j is quoted as Go does it', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
