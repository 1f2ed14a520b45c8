/**
 * Compares texts by their code points, as Go and etcd order them (by the bytes of UTF-8, which comes to the same). JavaScript's own
 * order differs past U+FFFF, whose characters it takes in halves that come before U+E000. For `Array.prototype.sort`.
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

/** Halves after all else. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
