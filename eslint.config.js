import tseslint from 'typescript-eslint';
import { layering } from './scripts/lib/layers.mjs';
import { prose } from './scripts/lib/prose/rules.mjs';

/** Folders whose comments and messages are held to the English of CONTRIBUTING.md. */
const plainEnglish = [
  'scripts/lib/prose/**',
  'testing/src/**',
  'runtime/src/{discovery,dynamic,fields,labels,meta,metadata,quantity,record,retry,scale,wait,workqueue}/**',
];

/** Type-aware rules for our own sources; the layering rule holds every folder to `scripts/lib/layers.mjs`. */
export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**', 'fixtures/**', 'conformance/**/*.go', '.cache/**'],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { project: { rules: { layering } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'project/layering': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Code points are what is wanted where a string is spread.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.test.ts', 'test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // What a server answers is looked into as it comes.
    files: ['conformance/suites/**'],
    rules: { '@typescript-eslint/no-unsafe-return': 'off', '@typescript-eslint/no-unsafe-argument': 'off' },
  },
  { files: plainEnglish, ignores: ['**/*.test.ts', '**/testdata/**'], ...prose },
);
