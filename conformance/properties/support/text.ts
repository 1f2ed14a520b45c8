import fc from 'fast-check';

/**
 * Unusual code points that Go and Node classify alike: letters of one to four bytes, marks, signs, controls, formats, private and
 * unassigned ones. Newer code points are printable for only one of them.
 */
const oddCodePoints = fc.oneof(
  ...(
    [
      [0x00, 0x2ff],
      [0x300, 0x36f],
      [0x391, 0x3ff],
      [0x2000, 0x206f],
      [0x4e00, 0x9fa5],
      [0xe000, 0xf8ff],
      [0xfdd0, 0xfdef],
      [0xfeff, 0xfeff],
      [0xfff9, 0xffff],
      [0x1f300, 0x1f5ff],
      [0xe0100, 0xe01ef],
      [0x100000, 0x10ffff],
    ] as const
  ).map(([min, max]) => fc.integer({ min, max })),
);

/** Short texts of any characters, including controls, without lone surrogates, which JSON does not allow. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 10 }),
  fc.string({ unit: 'binary-ascii', maxLength: 8 }),
  fc.string({ unit: oddCodePoints.map((code) => String.fromCodePoint(code)), maxLength: 6 }),
);

/** Returns texts of tokens in any order, from a grammar and from outside it. */
export function textOf(pieces: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc.array(pieces, { maxLength }).map((parts) => parts.join(''));
}
