import { logLine } from './log-line.js';

test('fields follow the message; values with spaces or quotes are quoted, undefined values are left out', () => {
  const fields = { name: 'a', text: 'two words', quote: 'a"b', count: 3, on: true, none: undefined, nil: null };
  expect(logLine('Reconciler error', fields)).toBe(
    'Reconciler error name=a text="two words" quote="a\\"b" count=3 on=true nil=null',
  );
});

test.each([
  ['line breaks', 'a\nb\r\nc', 'a\\nb\\r\\nc'],
  ['escape sequences of a terminal', '\u001b[31mred', '\\x1b[31mred'],
  ['separators of lines and paragraphs', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
  ['marks that turn the direction of text', 'a\u202eb', 'a\\u202eb'],
])('%s are escaped, in messages, names and values', (_, text, escaped) => {
  expect(logLine(text, {})).toBe(escaped);
  expect(logLine('m', { [text]: 1 })).toBe(`m ${escaped}=1`);
  expect(logLine('m', { value: text })).toBe(`m value="${escaped}"`);
  expect(logLine('m', { error: new Error(text) })).toBe(`m error="Error: ${escaped}"`);
});

test('an error is printed as its name, its message and its causes, without a stack', () => {
  const error = new Error('cannot list', { cause: new Error('connection refused', { cause: 'ECONNREFUSED' }) });
  expect(logLine('Failed', { error })).toBe(
    'Failed error="Error: cannot list; caused by Error: connection refused; caused by ECONNREFUSED"',
  );
});

test('a cause that the message repeats is not printed twice, and a circle of causes ends', () => {
  expect(logLine('Failed', { error: new Error('cannot list: refused', { cause: new Error('refused') }) })).toBe(
    'Failed error="Error: cannot list: refused"',
  );
  const circle: Error & { cause?: unknown } = new Error('a');
  circle.cause = new Error('b', { cause: circle });
  expect(logLine('Failed', { error: circle })).toBe('Failed error="Error: a; caused by Error: b"');
});

test('an error of the program is printed with its place in the source', () => {
  expect(logLine('Failed', { error: new TypeError('x is undefined') })).toMatch(
    /^Failed error="TypeError: x is undefined \(at .*log-line\.test\.ts:\d+:\d+\)"$/,
  );
  const bare = new TypeError('x');
  bare.stack = 'no stack';
  expect(logLine('Failed', { error: bare })).toBe('Failed error="TypeError: x"');
});

test.each([
  ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [redacted]'],
  ['basic dXNlcjpwYXNzd29yZA==', 'basic [redacted]'],
  ['token eyJhbGciOi.eyJzdWIiOi.c2lnbg is expired', 'token [redacted] is expired'],
  ['proxy http://user:pass@proxy:3128', 'proxy http://***@proxy:3128'],
  ['key -----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY----- is bad', 'key [redacted] is bad'],
])('credentials in a text are redacted: %s', (text, expected) => {
  expect(logLine(text, {})).toBe(expected);
  expect(logLine('m', { error: new Error(text) })).toContain(expected);
});

test('fields that are named like a credential are redacted', () => {
  const fields = { token: 'a', idToken: 'b', password: 'c', clientSecret: 'd', Authorization: 'e', apiKey: 'f', key: 'ns/name' };
  expect(logLine('m', fields)).toBe(
    'm token=[redacted] idToken=[redacted] password=[redacted] clientSecret=[redacted] Authorization=[redacted] apiKey=[redacted] key=ns/name',
  );
});

test('long messages and values are cut, with their length', () => {
  const line = logLine('m'.repeat(100_000), { html: 'x'.repeat(100_000) });
  expect(line.length).toBeLessThan(3_200);
  expect(line.match(/… \(100000 characters\)/g)).toHaveLength(2);
});

test('a value that cannot be printed does not throw', () => {
  const hostile = {
    toString: (): string => {
      throw new Error('no');
    },
  };
  const error = new Error('x');
  Object.defineProperty(error, 'message', {
    get: () => {
      throw new Error('no');
    },
  });
  expect(logLine('m', { a: Object.create(null), b: Symbol('s'), c: error, d: 10n })).toBe(
    'm a="[Object: null prototype] {}" b="Symbol(s)" c="[unprintable]" d=10n',
  );
  expect(logLine('m', { a: hostile })).toContain('m a="{ toString:');
});
