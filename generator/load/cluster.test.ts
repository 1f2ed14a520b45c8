import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatDiagnostic } from '../model/diagnostic.js';
import { load } from './load.js';
import type { LoadResult } from './load.js';

type Answer = { readonly status: number; readonly body: unknown };

let folder: string;
let answers: Record<string, Answer>;
const seen: string[] = [];
const server = createServer((request, response) => {
  const url = request.url ?? '';
  seen.push(`${url} ${request.headers.authorization ?? ''}`);
  const { status, body } = answers[url] ?? { status: 404, body: failure(404, 'NotFound') };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
});

function failure(code: number, reason: string): unknown {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `the server says ${reason}` };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cluster-'));
  seen.length = 0;
  answers = {};
});

afterEach(() => rm(folder, { recursive: true }));

function address(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(
  host = address(),
  context?: string,
  patterns: { readonly include?: string[]; readonly exclude?: string[] } = {},
): Promise<LoadResult> {
  const kubeconfig = path.join(folder, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: host } }],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return load({ ...patterns, fromCluster: true, kubeconfig, ...(context === undefined ? {} : { context }), cwd: folder });
}

function messages(result: LoadResult): string[] {
  return result.diagnostics.map(formatDiagnostic);
}

test('the documents of every group version are read, with the credentials of the kubeconfig', async () => {
  answers = {
    '/openapi/v3': {
      status: 200,
      body: {
        paths: {
          version: { serverRelativeURL: '/openapi/v3/version?hash=1' },
          'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1?hash=2' },
          'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=3' },
        },
      },
    },
    '/openapi/v3/apis/apps/v1?hash=2': { status: 200, body: { openapi: '3.0.0', paths: { '/apis/apps/v1/': {} } } },
    '/openapi/v3/api/v1?hash=3': { status: 200, body: { openapi: '3.0.0', paths: { '/api/v1/': {} } } },
  };
  const result = await run();
  expect(messages(result)).toEqual([]);
  expect(result.documents.map(({ kind, origin }) => `${kind} ${origin.name}`)).toEqual([
    `openapi-v3 cluster ${address()}/openapi/v3/api/v1`,
    `openapi-v3 cluster ${address()}/openapi/v3/apis/apps/v1`,
  ]);
  expect(seen.every((request) => request.endsWith('Bearer secret-token'))).toBe(true);
  expect(seen).toHaveLength(3);
});

test('a server without v3 is asked for v2', async () => {
  answers = { '/openapi/v2': { status: 200, body: { swagger: '2.0', paths: {} } } };
  const result = await run();
  expect(messages(result)).toEqual([]);
  expect(result.documents.map(({ kind }) => kind)).toEqual(['openapi-v2']);
});

test('a refusal says what the user needs', async () => {
  answers = { '/openapi/v3': { status: 403, body: failure(403, 'Forbidden') } };
  const result = await run();
  expect(result.clusterFailed).toBe(true);
  expect(messages(result)).toEqual([
    `cluster ${address()}: input: refused /openapi/v3: the server says Forbidden (the user needs \`get\` on it: the role system:discovery grants that)`,
  ]);
});

test('a server that is not there is named, without credentials', async () => {
  const result = await run('http://127.0.0.1:9');
  expect(result.clusterFailed).toBe(true);
  const [message = ''] = messages(result);
  expect(message).toMatch(/^cluster http:\/\/127\.0\.0\.1:9: input: cannot be reached: .*ECONNREFUSED/);
  expect(message).not.toContain('secret-token');
});

test('a server that is not an API server is an error of its own', async () => {
  const result = await run();
  expect(messages(result)).toEqual([
    `cluster ${address()}: input: serves neither /openapi/v3 nor /openapi/v2 (check that it is an API server)`,
  ]);
  expect(result.clusterFailed).toBe(true);
});

test('a context that the kubeconfig lacks is a mistake of the input', async () => {
  const result = await run(address(), 'nope');
  expect(result.clusterFailed).toBe(false);
  expect(messages(result)).toEqual([expect.stringMatching(/^cluster: .*nope/)]);
});

describe('an aggregated API that is unavailable', () => {
  const document = (group: string): Answer => ({ status: 200, body: { openapi: '3.0.0', paths: { [`/apis/${group}/`]: {} } } });
  beforeEach(() => {
    answers = {
      '/openapi/v3': {
        status: 200,
        body: {
          paths: {
            'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1' },
            'apis/metrics.k8s.io/v1beta1': { serverRelativeURL: '/openapi/v3/apis/metrics.k8s.io/v1beta1' },
          },
        },
      },
      '/openapi/v3/apis/apps/v1': document('apps/v1'),
    };
  });

  test.each([404, 503])('is an error that names its group (%d), and the rest is read', async (status) => {
    answers['/openapi/v3/apis/metrics.k8s.io/v1beta1'] = { status, body: failure(status, 'ServiceUnavailable') };
    const result = await run();
    expect(result.clusterFailed).toBe(true);
    expect(messages(result)).toEqual([
      expect.stringMatching(/^cluster http.*: metrics\.k8s\.io\/v1beta1: is unavailable: answered /),
    ]);
    expect(result.documents).toHaveLength(1);
  });

  test('does not cost time if it hangs and was not asked for: its document is not requested', async () => {
    const result = await run(address(), undefined, { include: ['apps'] });
    expect(seen.map((request) => request.split(' ')[0])).toEqual(['/openapi/v3', '/openapi/v3/apis/apps/v1']);
    expect(result.unread).toEqual(['metrics.k8s.io/v1beta1']);
  });

  test('is named, also if nothing else was asked for', async () => {
    const result = await run(address(), undefined, { include: ['metrics.k8s.io'] });
    expect(messages(result)).toEqual([expect.stringMatching(/^cluster http.*: metrics\.k8s\.io\/v1beta1: is unavailable: /)]);
    expect(result.clusterFailed).toBe(true);
  });

  test.each<[include: string[], exclude: string[], asked: boolean]>([
    [['apps'], [], false],
    [['apps', 'metrics.k8s.io/v1beta1/PodMetrics'], [], true],
    [['*.k8s.io'], [], true],
    [['metrics.k8s.io/v1'], [], false],
    [[], ['metrics.k8s.io'], false],
    [[], ['metrics.k8s.io/*/*'], false],
    [[], ['metrics.k8s.io/v1beta1/PodMetrics'], true],
  ])('is an error only if it was asked for: include %p, exclude %p', async (include, exclude, asked) => {
    const result = await run(address(), undefined, { include, exclude });
    expect(messages(result)).toHaveLength(asked ? 1 : 0);
    expect(result.clusterFailed).toBe(asked);
  });
});
