/**
 * Compares strings by their code points, for `Array.prototype.sort`. Go and etcd use this order, which equals the order of the
 * UTF-8 bytes.
 *
 * JavaScript compares UTF-16 units, which sorts the characters past U+FFFF before U+E000.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Returns the order of a UTF-16 unit. Surrogates come after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
