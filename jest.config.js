/** Sources are tested as they stand: swc turns TypeScript into CommonJS, workspace packages resolve to their sources. */
export default {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/generator',
    '<rootDir>/runtime/src',
    '<rootDir>/testing/src',
    '<rootDir>/test',
    '<rootDir>/conformance/faults',
  ],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^kube-client-runtime$': '<rootDir>/runtime/src/index.ts',
    '^kube-client-runtime/(.*)$': '<rootDir>/runtime/src/$1/index.ts',
    '^kube-client-testing$': '<rootDir>/testing/src/index.ts',
    '^kube-client-gen$': '<rootDir>/generator/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  setupFiles: ['<rootDir>/test/support/quiet-log.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  // On two cores one worker is jest's own choice, and would take longer than three minutes.
  maxWorkers: '100%',
  // No test waits for so long. On a busy machine, a test that computes for some seconds may take minutes.
  testTimeout: 180_000,
};
