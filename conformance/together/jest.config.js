import base from '../../jest.config.js';

/**
 * Runs the suites that use both servers. `npm run conformance` starts the servers and passes their addresses in the environment.
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/conformance/together'],
  testSequencer: '<rootDir>/conformance/in-order.mjs',
  testTimeout: 300_000,
  // A real server needs some seconds to serve new definitions. Other tests run meanwhile.
  maxConcurrency: 16,
};
