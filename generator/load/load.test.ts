import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatDiagnostic } from '../model/diagnostic.js';
import { load } from './load.js';
import type { LoadOptions, LoadResult } from './load.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'load-'));
});

afterEach(() => rm(cwd, { recursive: true }));

function crd(name: string, more = ''): string {
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\n${more}`;
}

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
    await writeFile(path.join(cwd, name), contents);
  }
}

function run(options: Omit<LoadOptions, 'cwd'>): Promise<LoadResult> {
  return load({ ...options, cwd });
}

function names(result: LoadResult): string[] {
  return result.documents.map(({ kind, origin }) => `${kind} ${origin.name}#${origin.index}`);
}

function messages(result: LoadResult): string[] {
  return result.diagnostics.map((diagnostic) => `${diagnostic.severity} ${formatDiagnostic(diagnostic)}`);
}

test('a folder is read at any depth, hidden files and node_modules aside', async () => {
  await write({
    'c/b.yaml': crd('b'),
    'c/deep/a.yml': crd('a'),
    'c/.git/x.yaml': '{',
    'c/node_modules/y.json': '{',
    'c/notes.txt': '{',
  });
  const result = await run({ crd: ['c'] });
  expect(messages(result)).toEqual([]);
  expect(names(result)).toEqual(['crd c/deep/a.yml#0', 'crd c/b.yaml#0']);
});

test('the order of documents depends on what they say, not on how they are named', async () => {
  await write({ 'a.yaml': `${crd('z')}---\n${crd('m')}`, 'b.yaml': crd('k') });
  const first = await run({ crd: ['a.yaml', 'b.yaml'] });
  const second = await run({ crd: ['*.yaml', './b.yaml', path.join(cwd, 'a.yaml')] });
  expect(names(first)).toEqual(['crd b.yaml#0', 'crd a.yaml#1', 'crd a.yaml#0']);
  expect(names(second)).toEqual(names(first));
});

test('lists are flattened, and what is in them knows its place', async () => {
  await write({
    'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap}\n- apiVersion: apiextensions.k8s.io/v1\n  kind: CustomResourceDefinition\n  metadata:\n    name: one\n`,
    'typed.yaml': `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n- metadata: {name: two}\n`,
  });
  const result = await run({ crd: ['.'] });
  expect(names(result)).toEqual(['crd list.yaml#1', 'crd typed.yaml#0']);
  expect(result.documents[0]?.origin.root).toEqual(['items', 1]);
  expect(result.documents[0]?.origin.position(['metadata', 'name'])).toEqual({ line: 8, column: 5 });
  expect(result.documents[1]?.value).toMatchObject({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'two' },
  });
});

test('other kinds are skipped and counted', async () => {
  await write({ 'mix.yaml': `${crd('a')}---\nkind: Deployment\n---\nkind: Deployment\n---\njust: values\n---\n- 1\n` });
  const result = await run({ crd: ['mix.yaml'] });
  expect(result.sources).toEqual([
    { name: 'mix.yaml', crds: 1, openapiDocuments: 0, skipped: { '(no kind)': 2, Deployment: 2 } },
  ]);
  expect(messages(result)).toEqual([]);
});

test('standard input is read', async () => {
  const result = await run({
    crd: ['-'],
    stdin: (async function* () {
      yield crd('a').slice(0, 20);
      yield Buffer.from(crd('a').slice(20));
    })(),
  });
  expect(names(result)).toEqual(['crd <stdin>#0']);
});

test('UTF-16 with a byte order mark is text', async () => {
  await write({ 'a.yaml': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(crd('a'), 'utf16le')]) });
  expect(names(await run({ crd: ['a.yaml'] }))).toEqual(['crd a.yaml#0']);
});

const broken: [rule: string, files: Record<string, string | Uint8Array>, inputs: string[], wanted: string][] = [
  ['a missing file', {}, ['nope.yaml'], 'nope.yaml: input: does not exist (check the path; '],
  ['a glob without matches', {}, ['*.yaml'], '*.yaml: input: matches no files (quote '],
  ['a folder without files', { 'd/readme.md': '' }, ['d'], 'd: input: has no .yaml, .yml or .json files ('],
  ['an empty file', { 'a.yaml': '' }, ['a.yaml'], 'a.yaml: input: holds no CustomResourceDefinition (it is empty)'],
  ['other kinds only', { 'a.yaml': 'kind: Pod' }, ['a.yaml'], 'a.yaml: input: holds no CustomResourceDefinition (it holds: Pod)'],
  [
    'an OpenAPI document',
    { 'a.json': '{"openapi":"3.0.0"}' },
    ['a.json'],
    'a.json: input: holds no CustomResourceDefinition (it is an OpenAPI document: use --openapi)',
  ],
  [
    'broken YAML',
    { 'a.yaml': 'a: [1\n' },
    ['a.yaml'],
    'a.yaml:2:1: syntax: unexpected end of the stream within a flow collection',
  ],
  ['broken YAML beside what is good, in a folder', { 'd/a.yaml': 'a: b: c', 'd/b.yaml': crd('b') }, ['d'], 'd/a.yaml:1:'],
  ['a binary file', { 'a.yaml': Buffer.from([0, 1, 2, 255]) }, ['a.yaml'], 'a.yaml: input: is a binary file (name YAML or JSON)'],
  [
    'a text that is not UTF-8',
    { 'a.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xe9]) },
    ['a.yaml'],
    'a.yaml: input: is not UTF-8 text (convert it to UTF-8)',
  ],
  [
    'a compressed file',
    { 'a.yaml': Buffer.from([0x1f, 0x8b, 8, 0, 255]) },
    ['a.yaml'],
    'a.yaml: input: is compressed with gzip (unpack it first)',
  ],
  [
    'an old CRD',
    { 'a.yaml': crd('a').replace('/v1', '/v1beta1') },
    ['a.yaml'],
    'a.yaml:1:1: apiVersion: is a CustomResourceDefinition of apiextensions.k8s.io/v1beta1',
  ],
  ['another scheme', {}, ['ftp://x/y'], 'ftp://x/y: input: is a URL of a scheme that is not read (only http and https are)'],
  ['an empty name', {}, [''], '(no name): input: is empty (name a file'],
];

test.each(broken)('%s is an error that says what to do', async (_rule, files, inputs, wanted) => {
  await write(files);
  const result = await run({ crd: inputs });
  expect(messages(result)).toEqual([expect.stringContaining(`error ${wanted}`)]);
});

test('all errors are reported together, and what is good is still there', async () => {
  await write({ 'a.yaml': '{', 'b.yaml': crd('b') });
  const result = await run({ crd: ['a.yaml', 'b.yaml', 'c.yaml'], openapi: ['d.json'], kubernetes: '1.2' });
  expect(messages(result)).toHaveLength(4);
  expect(names(result)).toEqual(['crd b.yaml#0']);
});

test('links to files are followed, links in circles are not', async () => {
  await write({ 'real/a.yaml': crd('a') });
  await symlink('real/a.yaml', path.join(cwd, 'b.yaml'));
  await symlink('.', path.join(cwd, 'loop'));
  await symlink('nowhere', path.join(cwd, 'c.yaml'));
  const result = await run({ crd: ['.'] });
  // Both names lead to one file, which is read once.
  expect(names(result)).toEqual(['crd b.yaml#0']);
});

test('an unreadable file is an error', async () => {
  await write({ 'a.yaml': crd('a') });
  const { chmod } = await import('node:fs/promises');
  await chmod(path.join(cwd, 'a.yaml'), 0);
  const result = await run({ crd: ['a.yaml'] });
  // The administrator may read everything.
  if (process.getuid?.() !== 0)
    expect(messages(result)).toEqual(['error a.yaml: input: may not be read (check the permissions)']);
});

test('a file that is too large is not read', async () => {
  const { truncate } = await import('node:fs/promises');
  await write({ 'a.yaml': '' });
  await truncate(path.join(cwd, 'a.yaml'), 200 * 1024 * 1024);
  expect(messages(await run({ crd: ['a.yaml'] }))).toEqual([
    'error a.yaml: input: is larger than 128 MiB (name a smaller file, or split it)',
  ]);
});

test('hostile keys and values are plain data', async () => {
  await write({ 'a.yaml': `${crd('a')}__proto__: {polluted: 1}\nconstructor: x\ntoString: y\n` });
  const result = await run({ crd: ['a.yaml'] });
  expect(Object.keys(result.documents[0]?.value as object)).toContain('__proto__');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('over HTTP', () => {
  const answers: Record<string, (url: string) => { status?: number; headers?: Record<string, string>; body?: string }> = {
    '/crd.yaml': () => ({ body: crd('a') }),
    '/moved': () => ({ status: 302, headers: { location: '/crd.yaml' } }),
    '/loop': () => ({ status: 302, headers: { location: '/loop' } }),
    '/file': () => ({ status: 302, headers: { location: 'file:///etc/passwd' } }),
    '/page': () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' }),
    '/denied': () => ({ status: 403 }),
    '/openapi/v3': () => ({
      body: JSON.stringify({
        paths: {
          version: { serverRelativeURL: '/openapi/v3/version' },
          'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1?hash=1' },
        },
      }),
    }),
    '/openapi/v3/apis/apps/v1?hash=1': () => ({ body: '{"openapi":"3.0.0","paths":{}}' }),
  };
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url === '/slow') return;
    const { status = 200, headers = {}, body = '' } = answers[url]?.(url) ?? { status: 404 };
    response.writeHead(status, headers);
    response.end(body);
  });
  let base: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a URL is read, its redirects followed', async () => {
    const result = await run({ crd: [`${base}/crd.yaml?token=secret`, `${base}/moved`] });
    // The query is no part of the path here: the server does not know it.
    expect(messages(result)).toEqual([`error ${base}/crd.yaml: input: answers 404 Not Found (check the URL)`]);
    expect(names(result)).toEqual([`crd ${base}/moved#0`]);
  });

  test("an index of a cluster's documents is followed", async () => {
    const result = await run({ openapi: [`${base}/openapi/v3`] });
    expect(names(result)).toEqual([`openapi-v3 ${base}/openapi/v3/apis/apps/v1#0`]);
  });

  test.each([
    ['/nope', 'answers 404 Not Found (check the URL)'],
    ['/denied', 'answers 403 Forbidden (it needs credentials: download it, or pipe it in with `--crd -`)'],
    ['/loop', 'redirects more than 5 times (name the URL that it leads to)'],
    ['/file', 'redirects to file:///etc/passwd, which is not safe to follow (name that URL yourself if you trust it)'],
    ['/page', 'is a web page, not YAML or JSON (name the URL of the raw file)'],
    ['/slow', 'did not answer within 0.2 s (try again, or download it and name the file)'],
  ])('%s is an error', async (url, wanted) => {
    expect(messages(await run({ crd: [base + url], urlTimeoutMs: 200 }))).toEqual([`error ${base}${url}: input: ${wanted}`]);
  });

  test('a server that is not there is an error', async () => {
    const [message] = messages(await run({ crd: ['http://user:secret@127.0.0.1:9/x?token=secret'] }));
    expect(message).toMatch(/^error http:\/\/127\.0\.0\.1:9\/x: input: cannot be reached: /);
    expect(message).not.toContain('secret');
  });

  test('the signal ends the loading', async () => {
    const controller = new AbortController();
    const running = run({ crd: [`${base}/slow`], signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});

const shared = path.join(import.meta.dirname, '../../../shared/data/crds');

test('every CRD of real projects is read', async () => {
  if (!existsSync(shared)) {
    process.stdout.write('skipped: there is no ../shared/data/crds here\n');
    return;
  }
  const result = await load({ crd: [shared], cwd });
  expect(result.documents).toHaveLength(485);
  expect(result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
  // The seven of Traefik, whose quoted scalars are under-indented.
  expect(result.diagnostics).toHaveLength(7);
});
