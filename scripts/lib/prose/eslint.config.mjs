import tseslint from 'typescript-eslint';
import { prose } from './rules.mjs';

/** The prose rules alone, without types, for their own test and for a quick look: `npx eslint --config THIS generator`. */
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    ...prose,
  },
);
