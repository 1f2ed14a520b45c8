import tseslint from 'typescript-eslint';
import { importCycles } from './import-cycles.mjs';
import { importOrder } from './import-order.mjs';

/** The rules for imports alone, without types, for their own test. */
export default tseslint.config({
  files: ['**/*.ts'],
  languageOptions: { parser: tseslint.parser },
  plugins: { project: { rules: { 'import-cycles': importCycles, 'import-order': importOrder } } },
  rules: { 'project/import-cycles': 'error', 'project/import-order': 'error' },
});
