import base from '../../jest.config.js';

/** What both servers are asked at once; `npm run conformance` starts them and says by the environment where they are. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/conformance/together'],
  testSequencer: '<rootDir>/conformance/in-order.mjs',
  testTimeout: 300_000,
  // A real server takes some seconds to serve what was installed; others are asked about meanwhile.
  maxConcurrency: 16,
};
