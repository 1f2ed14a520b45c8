import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, run } from './testdata/run-cli.js';

const root = path.join(import.meta.dirname, '../..');
const bin = path.join(root, 'bin/kube-client-gen.js');
const crd = path.join(root, 'fixtures/crds/rediscluster.yaml');

let cwd: string;
beforeAll(build);
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'cli-'));
});
afterEach(() => rm(cwd, { recursive: true }));

test.each([
  ['a silent pipe', '-'],
  ['a FIFO', 'fifo'],
])('SIGTERM ends a run that waits for %s with 143, and nothing is written', async (_, input) => {
  if (input === 'fifo') execFileSync('mkfifo', [path.join(cwd, 'fifo')]);
  const child = spawn(process.execPath, [bin, '--crd', input], { cwd });
  const closed = once(child, 'close');
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(143);
  expect((await readdir(cwd)).filter((name) => name !== 'fifo')).toEqual([]);
});

test.each([/Reading/, /Understanding/, /Generating/])(
  'SIGINT while all of Kubernetes is generated, at %s, is 130, and nothing is written',
  async (phase) => {
    const child = spawn(process.execPath, [bin, '--kubernetes'], { cwd });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const before = phase.test(stderr);
      stderr += text;
      if (!before && phase.test(stderr)) child.kill('SIGINT');
    });
    expect((await once(child, 'close'))[0]).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  },
);

const fullTest = existsSync('/dev/full') ? test : test.skip;

fullTest.each([['inspect'], ['inspect --json'], ['generate --dry-run']])('%s > /dev/full is one line and 2', async (line) => {
  const command = `"${process.execPath}" "${bin}" ${line} --crd "${crd}" > /dev/full`;
  const child = spawn('sh', ['-c', command], { cwd });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  expect((await once(child, 'close'))[0]).toBe(2);
  const errors = stderr.split('\n').filter((each) => each.includes('cannot be written'));
  expect(errors).toEqual([expect.stringContaining('the disk is full')]);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(await readdir(cwd)).toEqual([]);
});

test('the example of the page on --json is what the command prints', async () => {
  const page = await readFile(path.join(root, 'docs/json-report.md'), 'utf8');
  const [, example = ''] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const { stdout } = await run(['--crd', 'nope.yaml', '--json'], cwd);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(example));
});
