import { goPrint, goSyntax, goTypeOf } from './go-print.js';

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
