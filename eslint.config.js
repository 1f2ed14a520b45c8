import tseslint from 'typescript-eslint';
import { importCycles } from './scripts/lib/import-cycles.mjs';
import { importOrder } from './scripts/lib/import-order.mjs';
import { layering } from './scripts/lib/layers.mjs';
import { prose } from './scripts/lib/prose/rules.mjs';

/** Folders whose comments and messages are held to the English of CONTRIBUTING.md. */
const plainEnglish = [
  'generator/{cli,emit,load,model,naming,write}/**',
  'generator/*.ts',
  'scripts/lib/prose/**',
  'runtime/src/{codegen,config,internal,patch,rest,streams,util,watch,wire}/**',
  'examples/**',
  'testing/src/**',
  'runtime/src/cache/**',
  'runtime/src/{client,controller,discovery,dynamic,errors,fields,labels,leaderelection,meta,metadata,quantity,record,retry,scale,wait,workqueue}/**',
];

/** Type-aware rules for our own sources; the layering rule holds every folder to `scripts/lib/layers.mjs`. */
export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**', 'fixtures/**', 'conformance/**/*.go', '.cache/**'],
  },
  {
    files: ['**/*.ts'],
    ignores: ['bench/**'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { project: { rules: { layering, 'import-cycles': importCycles, 'import-order': importOrder } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'project/layering': 'error',
      'project/import-cycles': 'error',
      'project/import-order': 'error',
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
    // Commands, benchmarks and suites in JavaScript, with the types of `tsconfig.scripts.json`.
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.recommended],
    plugins: { project: { rules: { 'import-cycles': importCycles, 'import-order': importOrder } } },
    languageOptions: { parserOptions: { project: './tsconfig.scripts.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'project/import-cycles': 'error',
      'project/import-order': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'array-callback-return': 'error',
      'consistent-return': 'off',
      'default-case-last': 'error',
      eqeqeq: 'error',
      'no-fallthrough': 'error',
      'no-implicit-coercion': 'error',
      'no-shadow': 'error',
      'no-unused-expressions': 'error',
      'no-useless-return': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
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
