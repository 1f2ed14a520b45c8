/** The table "Where to make a change" of CONTRIBUTING.md names existing files and declarations. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
const rows = page
  .slice(page.indexOf('| change |'))
  .split('\n')
  .slice(2)
  .filter((row) => row.startsWith('| '))
  .map((row) => ({
    change: row.split(' | ')[0]?.slice(2) ?? '',
    spans: [...row.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
  }));

test('the table has twelve changes', () => {
  expect(rows).toHaveLength(12);
});

test.each(rows)('$change', ({ spans }) => {
  const files = spans.filter((span) => span.includes('/'));
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  const text = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  const names = spans.filter((span) => /^[a-zA-Z]+$/.test(span));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
