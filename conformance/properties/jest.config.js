import base from '../../jest.config.js';

/** Runs the properties, which need no server. `setup.mjs` builds the oracle and chooses the random cases. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/conformance/properties'],
  globalSetup: '<rootDir>/conformance/properties/setup.mjs',
  // A nightly run has twenty times the cases.
  testTimeout: 600_000,
};
