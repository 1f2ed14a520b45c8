import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, serve } from './testdata/run-cli.js';
import type { CliResult, CliServer } from './testdata/run-cli.js';

let cwd: string;
let cli: CliServer;
beforeAll(async () => {
  cli = await serve();
});
afterAll(() => cli.stop());
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'cli-'));
  await cp(path.join(import.meta.dirname, '../../fixtures/crds/rediscluster.yaml'), path.join(cwd, 'crd.yaml'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Runs command lines one after the other, each with the words of a text. */
async function runAll(lines: readonly string[]): Promise<CliResult[]> {
  const results: CliResult[] = [];
  for (const line of lines) results.push(await cli.run(line.split(' '), cwd));
  return results;
}

test('flags take no value, true or false, and everything else is a usage error that writes nothing', async () => {
  const wrong = [
    '--check=yes',
    '--check=1',
    '--check=on',
    '--check=True',
    '--check=',
    '--dry-run=1',
    '-q=yes',
    '--no-apply=true',
  ];
  for (const { code, stdout, stderr } of await runAll(wrong.map((flag) => `--crd crd.yaml ${flag}`))) {
    expect(stderr).toMatch(/^-\S+ takes no value.*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  }
  expect(await readdir(cwd)).toEqual(['crd.yaml']);
  const [drift, dry] = await runAll(['--crd crd.yaml --check=true -q', '--crd crd.yaml --check=false --dry-run true -q']);
  expect([drift?.code, dry?.code, await readdir(cwd)]).toEqual([1, 0, ['crd.yaml']]);
});

test('unknown options, and --no-X of what is not on by default, are usage errors that name them', async () => {
  const lines = ['--no-watch', '--no-check', '--no-crd', '--no-kubernetes', '--crd.foo', '--no-json'];
  for (const [index, { code, stderr }] of (await runAll(lines.map((flag) => `--crd crd.yaml ${flag} x`))).entries()) {
    expect(stderr).toMatch(new RegExp(`^unknown option ${(lines[index] ?? '').replace('.', '\\.')}( .*)?\n$`));
    expect(code).toBe(2);
  }
});

test('each command takes and lists only its own options, and -h is --help', async () => {
  const wrong = [
    'init --check',
    'init --dry-run',
    'init --watch',
    'init --kubernetes v9.9',
    'inspect --out x',
    'init --no-listers',
  ];
  for (const { code } of await runAll(wrong)) expect(code).toBe(2);
  expect(existsSync(path.join(cwd, 'kube-client-gen.yaml'))).toBe(false);
  const [short, long, init] = await runAll(['-h', '--help', 'init -h']);
  expect(short).toEqual(long);
  expect(init?.stdout).toContain('--out');
  expect(init?.stdout).not.toMatch(/--(?:check|watch|dry-run)\b/);
});

test('messages are in English in every locale', async () => {
  const { stderr } = await run(['--crd'], cwd, { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', LANGUAGE: 'de' } });
  expect(stderr).toBe('--crd needs a value\n');
});

test('with --json, every path prints one document with the same keys', async () => {
  await writeFile(path.join(cwd, 'bad.yaml'), 'a: [');
  await writeFile(path.join(cwd, 'config.json'), '{"crds": 1}');
  await writeFile(path.join(cwd, 'file'), '');
  const lines: [line: string, code: number, command: string][] = [
    ['--crd crd.yaml --check --json', 1, 'generate'],
    ['--crd crd.yaml --json', 0, 'generate'],
    ['--otu --json', 2, 'generate'],
    ['generat --json', 2, 'generate'],
    ['--json=true --check=yes', 2, 'generate'],
    ['--config config.json --json', 2, 'generate'],
    ['--config nope.json --json', 2, 'generate'],
    ['--crd bad.yaml nope.yaml --json', 2, 'generate'],
    ['--crd crd.yaml --out file/x --json', 2, 'generate'],
    ['--crd crd.yaml --context c --json', 2, 'generate'],
    ['inspect --crd crd.yaml --json', 0, 'inspect'],
    ['inspect --crd nope.yaml --json', 2, 'inspect'],
    ['init --json --check', 2, 'init'],
    ['init --json', 0, 'init'],
    ['init --json', 2, 'init'],
  ];
  const keys = new Set<string>();
  for (const [index, { code, stdout }] of (await runAll(lines.map(([line]) => line))).entries()) {
    const [line, wanted, command] = lines[index] ?? [];
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect({ line, code, ...document }).toMatchObject({ line, code: wanted, exitCode: wanted, ok: wanted === 0, command });
    keys.add(Object.keys(document).join());
    const diagnostics = document['diagnostics'] as Record<string, unknown>[];
    if (code === 2) expect(diagnostics.length).toBeGreaterThan(0);
    for (const each of diagnostics)
      expect(each).toMatchObject({ severity: 'error', what: expect.any(String) as string, hint: expect.any(String) as string });
  }
  expect(keys.size).toBe(1);
});

test('a pattern that matches nothing is an error that says what there is; CRDs are not selected by include', async () => {
  const patterns = ['Deployment', 'v1', 'Apps,Core', 'apps/v2'];
  for (const [index, { code, stderr }] of (
    await runAll(patterns.map((pattern) => `--kubernetes --include ${pattern} -q`))
  ).entries()) {
    expect(stderr).toMatch(new RegExp(`^--include: ${patterns[index]}: matches nothing in any input \\(there is: .*apps`));
    expect(code).toBe(2);
  }
  const [both, unknown] = await runAll([
    '--crd crd.yaml --kubernetes --include apps/v1/Deployment -q',
    '--crd crd.yaml --group-name nope.example.com=nope -q',
  ]);
  expect(both).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await readdir(path.join(cwd, 'generated'))).sort()).toEqual(expect.arrayContaining(['apps', 'cache.example.com']));
  expect(unknown?.code).toBe(2);
  expect(unknown?.stderr).toMatch(/^--group-name: nope\.example\.com: is no group of the input/);
});

test('the same CRD gives the same bytes by another name, from a folder and from standard input', async () => {
  await mkdir(path.join(cwd, 'crds'));
  await cp(path.join(cwd, 'crd.yaml'), path.join(cwd, 'crds/other.yml'));
  const { readFile } = await import('node:fs/promises');
  const input = await readFile(path.join(cwd, 'crd.yaml'), 'utf8');
  expect((await cli.run(['--crd', 'crd.yaml', '-q'], cwd)).code).toBe(0);
  for (const crd of ['crds', 'crds/*.yml', '-'])
    expect((await cli.run(['--crd', crd, '--check', '-q'], cwd, { input })).code).toBe(0);
});

test('groups that are named like files of the output are generated', async () => {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(path.join(cwd, 'crd.yaml'), 'utf8');
  await mkdir(path.join(cwd, 'crds'));
  for (const group of ['index.ts', 'clientset.ts', 'informers.ts'])
    await writeFile(path.join(cwd, `crds/${group}.yaml`), text.replaceAll('cache.example.com', group));
  expect(await cli.run(['--crd', 'crds', '-q'], cwd)).toEqual({ code: 0, stdout: '', stderr: '' });
});
