import fc from 'fast-check';
import { compareCodePoints } from './code-point-order.js';

test('characters past U+FFFF come after all others', () => {
  expect(['\u{1f600}', '\ufeff', 'b', '\u{100000}', 'a\u{1f600}', 'a', '', 'a\ufeff'].sort(compareCodePoints)).toEqual([
    ...['', 'a', 'a\ufeff', 'a\u{1f600}', 'b', '\ufeff', '\u{1f600}', '\u{100000}'],
  ]);
});

test('the order equals the order of the UTF-8 bytes', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
