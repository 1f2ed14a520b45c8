import base from '../jest.config.js';

/** The suites, once for each server; `npm run conformance` starts the servers and says by the environment which it is. */
export default {
  ...base,
  rootDir: '..',
  roots: ['<rootDir>/conformance/suites'],
  testSequencer: '<rootDir>/conformance/in-order.mjs',
  testTimeout: 300_000,
};
