import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const fixture = path.join(root, 'fixtures', 'prose', 'docs.ts');

interface Expectation {
  readonly line: number;
  readonly rule: string;
}

/** Returns the reports that the fixture expects. Each `// expect: RULE` applies to the lines up to the next one. */
function expectations(lines: readonly string[]): Expectation[] {
  return lines.flatMap((text, index) => {
    const rule = /^\s*\/\/ expect: ?(.*)$/.exec(text)?.[1];
    return rule === undefined ? [] : [{ line: index + 1, rule }];
  });
}

test('the prose rules report exactly the expected faults', () => {
  const args = [
    'node_modules/eslint/bin/eslint.js',
    '--config',
    'scripts/lib/prose/eslint.config.mjs',
    '--format',
    'json',
    fixture,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  const [{ messages }] = JSON.parse(stdout) as [{ messages: { ruleId: string; line: number }[] }];
  const expected = expectations(readFileSync(fixture, 'utf8').split('\n'));
  const reported = messages.map(({ ruleId, line }) => {
    const section = expected.filter((entry) => entry.line < line).at(-1);
    return { line: section?.line ?? 0, rule: ruleId.replace('prose/', '') };
  });
  expect(reported.sort((a, b) => a.line - b.line)).toEqual(expected.filter(({ rule }) => rule !== ''));
});
