import { ExactNumber } from '../model/exact-number.js';
import { parseJsonText } from './json-text.js';

test('numbers that JavaScript spells differently keep their text', () => {
  const text = '{"a":[9007199254740993,-1.50,1E21,5,0.5],"b":{"c":9007199254740993}}';
  expect(parseJsonText(text)).toEqual({
    a: [new ExactNumber('9007199254740993'), new ExactNumber('-1.50'), new ExactNumber('1E21'), 5, 0.5],
    b: { c: new ExactNumber('9007199254740993') },
  });
  expect(parseJsonText('9007199254740993')).toEqual(new ExactNumber('9007199254740993'));
});

test('everything else is what JSON.parse gives', () => {
  const rest =
    '"text":"a \\"quote\\", 1.50, {[ \\u0041 ]}","\\u0062":[true,false,null,{},[],[[1]],{"":{}}],"__proto__":{"x":1},"d":1,"d":2,"n":-0';
  const plain: unknown = JSON.parse(`{${rest}}`);
  const exact = parseJsonText(`{${rest},"big":9007199254740993}`);
  expect(JSON.stringify({ ...(exact as object), big: undefined })).toBe(JSON.stringify(plain));
  expect(Object.getPrototypeOf(exact)).toBe(Object.prototype);
});

test('text that is no JSON is a SyntaxError, with exact numbers too', () => {
  for (const text of ['', '{', '[9007199254740993,]', '{"a":9007199254740993 "b":1}', '01.50'])
    expect(() => parseJsonText(text)).toThrow(SyntaxError);
});

test('deep nesting does not exhaust the stack', () => {
  const levels = 100_000;
  expect(parseJsonText(`${'['.repeat(levels)}1.50${']'.repeat(levels)}`)).toBeInstanceOf(Array);
});
