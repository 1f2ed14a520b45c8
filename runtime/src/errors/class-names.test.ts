import path from 'node:path';
import { buildSync } from 'esbuild';

test('bundling renames no class, so errors print with their name in the ESM build', () => {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(import.meta.dirname, '../index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).toContain('class');
  expect(text.match(/\bclass _\w+/g) ?? []).toEqual([]);
});
