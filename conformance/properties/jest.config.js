import base from '../../jest.config.js';

/** The properties, which need no server; `setup.mjs` builds the oracle that they ask, and says of which cases they are tried. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/conformance/properties'],
  globalSetup: '<rootDir>/conformance/properties/setup.mjs',
  // A nightly run has twenty times the cases.
  testTimeout: 600_000,
};
