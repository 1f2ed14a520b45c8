import sequencer from '@jest/test-sequencer';

// Its types describe the module that a bundler makes of it, Node has the class itself.
const Sequencer = /** @type {typeof sequencer.default} */ (/** @type {unknown} */ (sequencer));

/**
 * Files come in the order of their paths, on every machine: those that share a server see what earlier ones have left there. By itself
 * jest takes them by size, and by what it remembers of the last run.
 */
export default class InOrder extends Sequencer {
  /** @override @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
