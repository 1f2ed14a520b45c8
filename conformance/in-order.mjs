import sequencer from '@jest/test-sequencer';

// The types describe the module for bundlers. In Node, the module is the class itself.
const Sequencer = /** @type {typeof sequencer.default} */ (/** @type {unknown} */ (sequencer));

/**
 * Runs test files in the order of their paths, because files that share a server depend on earlier ones. By default, jest orders
 * them by size and by earlier runs.
 */
export default class InOrder extends Sequencer {
  /** @override @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
