import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const constant = readFileSync(path.join(root, 'scripts/lib/repository.mjs'), 'utf8');
const address = /^export const repository = '(.*)';$/m.exec(constant)?.[1] ?? '';

test.each([[''], ['runtime'], ['testing']])('repository and homepage of the package in /%s are the one constant', (directory) => {
  const text = readFileSync(path.join(root, directory, 'package.json'), 'utf8');
  const { homepage, repository } = JSON.parse(text) as Record<string, unknown>;
  expect({ homepage, repository }).toEqual({
    homepage: `${address}#readme`,
    repository: { type: 'git', url: `git+${address}.git`, ...(directory === '' ? {} : { directory }) },
  });
});
