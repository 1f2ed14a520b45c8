import tseslint from 'typescript-eslint';
import { importCycles } from './import-cycles.mjs';
import { importOrder } from './import-order.mjs';

/** Only the import rules, without types, for their test. */
export default tseslint.config({
  files: ['**/*.ts'],
  languageOptions: { parser: tseslint.parser },
  plugins: { project: { rules: { 'import-cycles': importCycles, 'import-order': importOrder } } },
  rules: { 'project/import-cycles': 'error', 'project/import-order': 'error' },
});
