import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadKubernetes } from '../load/kubernetes.js';
import { serve } from './testdata/run-cli.js';
import type { CliResult, CliServer } from './testdata/run-cli.js';

/** What the server answers, by path. Everything else is 404. */
let documents: ReadonlyMap<string, unknown>;
/** Documents that the index names and that answer 404. */
const missing = new Set<string>();
let cwd: string;
let cli: CliServer;

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const names = [...documents.keys()];
  const paths = Object.fromEntries(names.map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}` }]));
  const name = url.slice('/openapi/v3/'.length);
  const body = url === '/openapi/v3' ? { paths } : missing.has(name) ? undefined : documents.get(name);
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404, message: 'not found' }));
});

beforeAll(async () => {
  cli = await serve();
  const loaded = await loadKubernetes('v1.36');
  const wanted = /^\/(apis\/(?:apps|batch|coordination\.k8s\.io)\/v1|api\/v1)\//;
  documents = new Map(
    loaded.flatMap(({ value }) => {
      const { paths } = value as { paths: Record<string, unknown> };
      const name = Object.keys(paths)
        .map((each) => wanted.exec(each)?.[1])
        .find((each) => each !== undefined);
      return name === undefined ? [] : [[name, value] as const];
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await cli.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  missing.clear();
  cwd = await mkdtemp(path.join(tmpdir(), 'cli-'));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: host } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(path.join(cwd, 'config'), JSON.stringify(config));
});

afterEach(() => rm(cwd, { recursive: true }));

const fromCluster = ['--from-cluster', '--kubeconfig'];

function run(...args: string[]): Promise<CliResult> {
  return cli.run([...fromCluster, path.join(cwd, 'config'), ...args], cwd);
}

/** Returns all files of the output folder with their contents. */
async function output(out = 'generated'): Promise<Map<string, string>> {
  const files = await readdir(path.join(cwd, out), { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  const entries = names
    .sort()
    .map(async (name) => [path.relative(path.join(cwd, out), name), await readFile(name, 'utf8')] as const);
  return new Map(await Promise.all(entries));
}

test('a group version that is unavailable is exit code 3, is named, and nothing is written or removed', async () => {
  expect((await run('-q')).code).toBe(0);
  const before = await output();
  missing.add('apis/batch/v1');
  const { code, stdout, stderr } = await run('-q');
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(/^cluster http:\S+: batch\/v1: is unavailable: .* --exclude batch\/v1, or use --keep-going\)\n$/);
  expect(await output()).toEqual(before);
});

test('with --keep-going, the files of an unavailable group version stay, and the report says so', async () => {
  expect((await run('-q')).code).toBe(0);
  const before = await output();
  missing.add('apis/batch/v1');
  const { code, stdout, stderr } = await run('--keep-going');
  expect(code).toBe(3);
  expect(stderr).toMatch(/^cluster http:\S+: batch\/v1: is unavailable: /m);
  expect(stdout).toMatch(/^Kept +\d+ files of an earlier run because an input is missing\n +batch\//m);
  const after = await output();
  expect([...after.keys()]).toEqual([...before.keys()]);
  // The clientset keeps the group too, in its place.
  expect(after.get('clientset.ts')).toContain('readonly batchV1: BatchV1Client;');
  expect(after).toEqual(before);
  missing.clear();
  expect((await run('-q')).code).toBe(0);
  expect(await output()).toEqual(before);
});

test('an unavailable group version is exit code 2 if an input has faults as well', async () => {
  missing.add('apis/batch/v1');
  expect((await run('--crd', 'nope.yaml', '-q')).code).toBe(2);
});

test('a pattern that matches nothing lists also the groups that were not read', async () => {
  const { code, stderr } = await run('--include', 'nope', '-q');
  expect(code).toBe(2);
  expect(stderr).toBe('--include: nope: matches nothing in any input (there is: apps, batch, coordination.k8s.io, core)\n');
});

test('documents of group versions that are not selected change nothing that is generated', async () => {
  missing.add('apis/batch/v1');
  expect(await run('--include', 'apps/v1', '--exclude', 'batch', '-q', '--out', 'a')).toMatchObject({ code: 0, stderr: '' });
  expect(await cli.run(['--kubernetes', 'v1.36', '--include', 'apps/v1', '-q', '--out', 'b'], cwd)).toMatchObject({ code: 0 });
  expect(await output('a')).toEqual(await output('b'));
});
