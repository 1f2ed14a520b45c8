import path from 'node:path';
import { buildSync } from 'esbuild';

test('no class is renamed when the modules are bundled: errors print by their name in the ESM build, too', () => {
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
