/** A source of random values that a seed determines: the same seed gives the same values in the same order. */
export interface SeededRandom {
  /** Returns a number in [0, 1). */
  next(): number;
  /** Returns an integer from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** Returns one of several choices. Throws a RangeError without choices. */
  pick<T>(choices: readonly T[]): T;
  /** Returns true once in `draws` calls on average. */
  oneIn(draws: number): boolean;
  /** Returns another source, which this source's seed and a name determine. */
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
