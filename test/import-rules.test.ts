import { spawnSync } from 'node:child_process';
import path from 'node:path';

interface Result {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string; readonly message: string }[];
  readonly output?: string;
}

const root = path.resolve(import.meta.dirname, '..');
const config = 'scripts/lib/imports.eslint.config.mjs';
let results: ReadonlyMap<string, Result>;

beforeAll(() => {
  const args = ['node_modules/eslint/bin/eslint.js', '--config', config, '--format', 'json', '--fix-dry-run', 'fixtures/imports'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  const parsed = JSON.parse(stdout) as readonly Result[];
  results = new Map(parsed.map((result) => [path.basename(result.filePath), result]));
});

test.each(['cycle-a.ts', 'cycle-b.ts', 'cycle-c.ts', 'cycle-a-type.ts'])(
  'each file of an import cycle is reported: %s',
  (file) => {
    const messages = results.get(file)?.messages ?? [];
    const name = path.join('fixtures/imports', file);
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['project/import-cycles']);
    expect(messages[0]?.message).toMatch(/^this file imports itself: /);
    expect(messages[0]?.message.split(' -> ')).toHaveLength(5);
    expect(messages[0]?.message.endsWith(` -> ${name}`)).toBe(true);
  },
);

test('a file that imports a file of a cycle is not reported', () => {
  expect(results.get('no-cycle.ts')?.messages).toEqual([]);
});

test('imports are put in order, and an import for its effects stays where it is', () => {
  expect(results.get('out-of-order.ts')?.output?.split('\n').slice(0, 4)).toEqual([
    "import { existsSync } from 'node:fs';",
    "import { callA } from './no-cycle.js';",
    "import './cycle-b.js';",
    "import { a } from './cycle-a.js';",
  ]);
});
