import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run as runProcess, serve, start } from './testdata/run-cli.js';
import type { CliResult, CliServer } from './testdata/run-cli.js';

const fixtures = path.join(import.meta.dirname, '../../fixtures');
let cwd: string;
let cli: CliServer;

beforeAll(async () => {
  cli = await serve();
}, 180_000);

afterAll(() => cli.stop());

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'cli-'));
  await cp(path.join(fixtures, 'crds/rediscluster.yaml'), path.join(cwd, 'crd.yaml'));
});

afterEach(() => rm(cwd, { recursive: true }));

/** Runs a command line in a process that all tests share. Tests of streams and of the process use `runProcess`. */
function run(args: readonly string[], folder: string): Promise<CliResult> {
  return cli.run(args, folder);
}

async function exists(name: string): Promise<boolean> {
  return existsSync(path.join(cwd, name));
}

describe('mistakes in the command line are one line and exit code 2', () => {
  test.each<[args: string, wanted: RegExp]>([
    ['', /^no input is named \(use --crd/],
    ['--otu x --crd crd.yaml', /^unknown option --otu \(did you mean --out\?\)$/],
    ['--crd crd.yaml --fake', /^unknown option --fake$/],
    ['generat', /^unknown command generat \(did you mean generate\?\)$/],
    ['diff a b', /^unknown command diff /],
    ['inspect --crd crd.yaml --out x', /^--out is no option of this command$/],
    ['--crd', /^--crd needs a value$/],
    ['--crd crd.yaml --out', /^--out needs a value$/],
    ['--crd crd.yaml --out a --out b', /^--out is given more than once$/],
    ['--crd crd.yaml --check --watch', /^--check and --watch exclude each other$/],
    ['--crd crd.yaml --import-extension .mjs', /^--import-extension is ".mjs", but must be one of/],
    ['--crd crd.yaml --group-name x', /^--group-name "x" is not GROUP=NAME/],
    ['--crd - --openapi -', /^standard input can be read only once \(/],
    ['--crd - --watch', /^--watch cannot watch standard input \(/],
    ['--config nope.yaml', /^nope\.yaml: config: does not exist/],
    ['init --config x.toml', /^--config x\.toml must end in/],
  ])('%s', async (args, wanted) => {
    const { code, stdout, stderr } = await run(args.split(' ').filter(Boolean), cwd);
    expect(stderr.trimEnd()).toMatch(wanted);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await readdir(cwd)).toEqual(['crd.yaml']);
  });
});

test('generating writes, reports on standard output, and tells progress on standard error', async () => {
  const { code, stdout, stderr } = await runProcess(['--crd', 'crd.yaml'], cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Read +crd\.yaml: 1 CRD$/m);
  expect(stdout).toMatch(/^Found +1 kind in 1 group version$/m);
  expect(stdout).toMatch(/^Wrote +6 files, [\d.]+ kB in generated \(6 new\)$/m);
  expect(stdout).toMatch(/^Took +.*\(load .*, analyze .*, emit .*, write .*\)$/m);
  expect(stderr).toBe('Reading\nUnderstanding\nGenerating\nWriting\n');
  expect(await exists('generated/cache.example.com/v1alpha1/types.ts')).toBe(true);
});

test('the check says what differs, and exits with 1', async () => {
  const args = ['--crd', 'crd.yaml', '--out', 'out'];
  expect((await run([...args, '--check'], cwd)).code).toBe(1);
  expect(await exists('out')).toBe(false);
  await run(args, cwd);
  expect((await run([...args, '--check'], cwd)).code).toBe(0);
  await appendFile(path.join(cwd, 'out/index.ts'), '// edited\n');
  await rm(path.join(cwd, 'out/clientset.ts'));
  const { code, stdout } = await run([...args, '--check', '--no-informers'], cwd);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^changed out\/index\.ts\n {4}@@ line \d+ @@\n/m);
  expect(stdout).toMatch(/^missing out\/clientset\.ts$/m);
  expect(stdout).toMatch(/^stale out\/informers\.ts$/m);
  const again = await run(args, cwd);
  expect(again.stdout).toContain('out/index.ts was edited by hand and is replaced');
});

test('a dry run lists what it would write, and writes nothing', async () => {
  const { code, stdout } = await run(['--crd', 'crd.yaml', '--dry-run'], cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}\+ clientset\.ts$/m);
  expect(await exists('generated')).toBe(false);
});

test('the report for programs is JSON and nothing else', async () => {
  const { code, stdout } = await run(['--crd', 'crd.yaml', '--json'], cwd);
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    command: 'generate',
    ok: true,
    exitCode: 0,
    out: 'generated',
    groupVersions: 1,
    resources: 1,
    diagnostics: [],
  });
  expect(report['files']).toContainEqual(expect.objectContaining({ path: 'clientset.ts', state: 'new' }));
  const failed = await run(['--crd', 'nope.yaml', '--json'], cwd);
  expect(failed.code).toBe(2);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    ok: false,
    exitCode: 2,
    diagnostics: [{ origin: 'nope.yaml', what: 'does not exist' }],
  });
  expect(failed.stderr).toMatch(/^nope\.yaml: input: does not exist/m);
});

test('quiet is quiet', async () => {
  expect(await run(['--crd', 'crd.yaml', '-q'], cwd)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('every error of a run is reported, and nothing is written', async () => {
  await writeFile(path.join(cwd, 'bad.yaml'), 'a: [');
  const { code, stdout, stderr } = await run(['--crd', 'crd.yaml', 'bad.yaml', 'nope.yaml', '--quiet'], cwd);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^bad\.yaml:1:\d+: .*\nnope\.yaml: input: does not exist \(.*\)\n$/);
  expect(await exists('generated')).toBe(false);
  const going = await run(['--crd', 'crd.yaml', 'bad.yaml', '--keep-going', '--quiet'], cwd);
  expect(going.code).toBe(2);
  expect(going.stderr).toMatch(/^bad\.yaml:1:/);
  expect(await exists('generated/clientset.ts')).toBe(true);
});

test('a foreign file in the way stops everything', async () => {
  await mkdir(path.join(cwd, 'generated'));
  await writeFile(path.join(cwd, 'generated/index.ts'), 'mine');
  const { code, stderr } = await runProcess(['--crd', 'crd.yaml', '-q'], cwd);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'generated/index.ts: output: is in the way, and was not written by this tool (move it, or choose another --out)\n',
  );
  expect(await readdir(path.join(cwd, 'generated'))).toEqual(['index.ts']);
});

test.each([['--crd', '-'], ['--crd=-'], ['--crd', 'crd.yaml', '-']])('standard input is read: %s %s %s', async (...args) => {
  const { code, stdout } = await cli.run(args, cwd, { input: await readFile(path.join(cwd, 'crd.yaml'), 'utf8') });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Read +<stdin>: 1 CRD$/m);
});

test('a cluster that is not there is exit code 3', async () => {
  const cluster = { name: 'c', cluster: { server: 'http://127.0.0.1:9' } };
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    contexts: [context],
    users: [{ name: 'u', user: {} }],
    'current-context': 'c',
  };
  await writeFile(path.join(cwd, 'config'), JSON.stringify(config));
  const { code, stderr } = await runProcess(['--from-cluster', '--kubeconfig', 'config', '-q'], cwd);
  expect(stderr).toMatch(/^cluster http:\/\/127\.0\.0\.1:9: input: cannot be reached: .*\n$/);
  expect(code).toBe(3);
});

test('what is bundled is generated from, as far as it is asked for', async () => {
  const { code, stdout } = await run(['--kubernetes', '--include', 'apps/v1/Deployment', '--exclude', 'core'], cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Read +kubernetes v1\.36: \d+ OpenAPI documents$/m);
  expect(stdout).toMatch(/^Found +1 kind in /m);
  const nothing = await run(['--kubernetes', '--include', 'nope', '-q'], cwd);
  expect(nothing.code).toBe(2);
});

describe('inspect', () => {
  test('shows a table', async () => {
    const { code, stdout } = await run(['inspect', '--crd', 'crd.yaml'], cwd);
    expect(code).toBe(0);
    const [header = '', row = ''] = stdout.split('\n');
    expect(header.split(/ {2,}/)).toEqual([
      'GROUP',
      'VERSION',
      'KIND',
      'RESOURCE',
      'SCOPE',
      'SHORT NAMES',
      'SUBRESOURCES',
      'VERBS',
    ]);
    expect(row.split(/ {2,}/)).toEqual([
      'cache.example.com',
      'v1alpha1',
      'RedisCluster',
      'redisclusters',
      'Namespaced',
      'redis',
      'status',
      'all',
    ]);
  });

  test('or JSON', async () => {
    const { stdout } = await run(['inspect', '--crd', 'crd.yaml', '--json'], cwd);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'inspect',
      ok: true,
      kinds: [{ kind: 'RedisCluster', scope: 'Namespaced', accessor: 'cacheV1alpha1.redisClusters' }],
    });
  });

  test('ends quietly when its reader has seen enough', async () => {
    const inspecting = start(['inspect', '--kubernetes'], cwd);
    inspecting.closeStdout();
    const { stderr } = await inspecting.done;
    expect(stderr).not.toMatch(/EPIPE|Error|fault/);
  });
});

describe('the config file', () => {
  test('that init writes is one that generate takes', async () => {
    const { code, stdout } = await run(['init', '--crd', 'crd.yaml', '--group-name', 'cache.example.com=redis'], cwd);
    expect(code).toBe(0);
    expect(stdout).toContain('"generate:check": "kube-client-gen --check"');
    expect((await run([], cwd)).code).toBe(0);
    expect(await readFile(path.join(cwd, 'generated/clientset.ts'), 'utf8')).toContain('redisV1alpha1');
    const again = await run(['init'], cwd);
    expect(again).toEqual({ code: 2, stdout: '', stderr: 'kube-client-gen.yaml exists already (edit it, or remove it first)\n' });
  });

  test('is found by its name, and its paths start at it', async () => {
    await mkdir(path.join(cwd, 'sub/crds'), { recursive: true });
    await cp(path.join(cwd, 'crd.yaml'), path.join(cwd, 'sub/crds/crd.yaml'));
    await writeFile(path.join(cwd, 'sub/config.json'), JSON.stringify({ crd: 'crds/*.yaml', out: 'gen', informers: false }));
    const { code } = await run(['--config', 'sub/config.json'], cwd);
    expect(code).toBe(0);
    expect(await exists('sub/gen/clientset.ts')).toBe(true);
    expect(await exists('sub/gen/informers.ts')).toBe(false);
  });

  test('gives way to the command line', async () => {
    await writeFile(path.join(cwd, 'kube-client-gen.yml'), 'crd: nope.yaml\nout: a\ninformers: false\n');
    const { code } = await run(['--crd', 'crd.yaml', '--out', 'b', '--informers'], cwd);
    expect(code).toBe(0);
    expect(await exists('b/informers.ts')).toBe(true);
  });

  test.each([
    [
      'crds: x\nkubernetes: 1.36\n',
      'kube-client-gen.yaml:1:1: crds: is no option (did you mean crd?)\nkube-client-gen.yaml:2:1: kubernetes: must be a text or true or false (put it in quotes)\n',
    ],
    ['a: [', /^kube-client-gen\.yaml:1:\d: syntax: unexpected end/],
    ['a: 1\n---\nb: 1\n', 'kube-client-gen.yaml:3:1: config: holds more than one document (leave one)\n'],
    ['- a\n', 'kube-client-gen.yaml:1:1: config: must be a mapping (correct it there; --help says what each option takes)\n'],
  ])('%j is refused with its place', async (text, wanted) => {
    await writeFile(path.join(cwd, 'kube-client-gen.yaml'), text);
    const { code, stderr } = await run([], cwd);
    if (typeof wanted === 'string') expect(stderr).toBe(wanted);
    else expect(stderr).toMatch(wanted);
    expect(code).toBe(2);
  });
});

test('watching generates again, survives a broken file, and ends on an interrupt', async () => {
  const watching = start(['--crd', 'crd.yaml', '--watch'], cwd);
  const file = path.join(cwd, 'crd.yaml');
  const good = await readFile(file, 'utf8');
  await watching.seen(/Watching for changes/);
  await writeFile(file, 'a: [');
  await watching.seen(/crd\.yaml:1:\d+: syntax: unexpected end/);
  await writeFile(file, good.replaceAll('v1alpha1', 'v1beta2'));
  await watching.seen(/Wrote/, 2);
  watching.interrupt();
  const { code, stdout, stderr } = await watching.done;
  expect(stderr).toMatch(/^crd\.yaml:1:\d+: /m);
  expect(stdout.match(/^Wrote/gm)).toHaveLength(2);
  expect(code).toBe(130);
  expect(await exists('generated/cache.example.com/v1beta2/types.ts')).toBe(true);
  expect(await exists('generated/cache.example.com/v1alpha1')).toBe(false);
});

test('help and mistakes load neither ts-morph nor handlebars', async () => {
  const trace = path.join(cwd, 'trace.mjs');
  const loader = `import module from 'node:module';
const load = module._load;
module._load = function (request, ...rest) { process.stderr.write('loads ' + request + '\\n'); return load.call(this, request, ...rest); };`;
  await writeFile(trace, loader);
  const env = { NODE_OPTIONS: `--import=${trace}` };
  for (const args of [['--help'], ['--nope'], ['--crd', 'nope.yaml']]) {
    const { stderr } = await runProcess(args, cwd, { env });
    expect(stderr).not.toMatch(/loads .*(?:ts-morph|handlebars)/);
  }
  expect((await runProcess(['--crd', 'crd.yaml'], cwd, { env })).stderr).toMatch(/loads .*ts-morph/);
});
