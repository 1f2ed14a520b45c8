/** Draws that a seed settles: the same seed gives the same draws in the same order. */
export interface SeededRandom {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** One of several, of which there is at least one. */
  pick<T>(choices: readonly T[]): T;
  /** True once in so many draws, on average. */
  oneIn(draws: number): boolean;
  /** Another source of draws, settled by this one's seed and a name. */
  fork(name: string): SeededRandom;
}

export function newSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    pick: <T>(choices: readonly T[]): T => {
      const [chosen] = choices.slice(between(0, choices.length - 1));
      if (chosen === undefined) throw new RangeError('there is nothing to pick from');
      return chosen;
    },
    oneIn: (draws) => next() * draws < 1,
    fork: (name) => newSeededRandom([...name].reduce((hash, char) => Math.imul(hash, 31) + (char.codePointAt(0) ?? 0), seed)),
  };
}
