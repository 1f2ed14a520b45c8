import { mergePatch } from '../patch/index.js';
import { type ProxyRequest, subresourceClient, type SubresourceClient } from './subresource-client.js';
import { nodes, pods, recording, shortly, type Sent } from './testdata/recording.js';

const json = 'application/json';
const path = '/api/v1/namespaces/ns/pods/a';
const body = { apiVersion: 'v1', kind: 'Binding' };

test.each<[string, (client: SubresourceClient) => Promise<unknown>, Sent]>([
  [
    'get',
    (client) => client.get('resize', 'a', { resourceVersion: '5' }),
    { line: `GET ${path}/resize?resourceVersion=5`, accept: json },
  ],
  [
    'create',
    (client) => client.create('binding', 'a', body, { dryRun: true }),
    { line: `POST ${path}/binding?dryRun=All`, accept: json, contentType: json, body },
  ],
  [
    'update',
    (client) => client.update('resize', 'a', body),
    { line: `PUT ${path}/resize`, accept: json, contentType: json, body },
  ],
  [
    'patch',
    (client) => client.patch('resize', 'a', mergePatch({ spec: {} })),
    { line: `PATCH ${path}/resize`, accept: json, contentType: 'application/merge-patch+json', body: { spec: {} } },
  ],
  [
    'apply',
    (client) => client.apply('resize', 'a', body, { fieldManager: 'me' }),
    { line: `PATCH ${path}/resize?fieldManager=me`, accept: json, contentType: 'application/apply-patch+yaml', body },
  ],
  ['delete', (client) => client.delete('resize', 'a'), { line: `DELETE ${path}/resize`, accept: json }],
  ['text', (client) => client.text('log', 'a'), { line: `GET ${path}/log`, accept: '*/*' }],
  ['a create without a body', (client) => client.create('start', 'a', undefined), { line: `POST ${path}/start`, accept: json }],
  [
    'an update with a list',
    (client) => client.update('dump', 'a', ['x']),
    { line: `PUT ${path}/dump`, accept: json, contentType: json, body: ['x'] },
  ],
  [
    'an update whose answer is text',
    (client) => client.sendText('update', 'start', 'a', { paused: true }, { dryRun: true }),
    { line: `PUT ${path}/start?dryRun=All`, accept: '*/*', contentType: json, body: { paused: true } },
  ],
  [
    'an update without a body whose answer is text',
    (client) => client.sendText('update', 'pause', 'a', undefined),
    { line: `PUT ${path}/pause`, accept: '*/*' },
  ],
  [
    'a patch whose answer is text',
    (client) => client.patchText('pause', 'a', mergePatch({ x: 1 })),
    { line: `PATCH ${path}/pause`, accept: '*/*', contentType: 'application/merge-patch+json', body: { x: 1 } },
  ],
  ['a deletion whose answer is text', (client) => client.deleteText('x', 'a'), { line: `DELETE ${path}/x`, accept: '*/*' }],
  [
    'a subresource of several segments',
    (client) => client.text('vnc/screenshot', 'a'),
    { line: `GET ${path}/vnc/screenshot`, accept: '*/*' },
  ],
])('%s is one request', async (_what, call, wanted) => {
  const { rest, sent } = recording({});
  await call(subresourceClient(rest, pods, 'ns'));
  expect(sent.map(shortly)).toEqual([wanted]);
});

test.each(['vnc/..', '../x', 'a//b', 'a/%2e'])('rejects a subresource that leaves its path: %s', async (subresource) => {
  const { rest, sent } = recording({});
  await expect(subresourceClient(rest, pods, 'ns').text(subresource, 'a')).rejects.toThrow('invalid subresource');
  expect(sent).toEqual([]);
});

test('the options of text are its query, except the signal and the timeout', async () => {
  const { rest, sent } = recording('one\ntwo\n');
  const { signal } = new AbortController();
  const options = { tailLines: 2, timestamps: true, previous: false, container: undefined, signal, timeoutMs: 1_000 };
  expect(await subresourceClient(rest, pods, 'ns').text('log', 'a', options)).toBe('one\ntwo\n');
  expect(sent.map(shortly)).toEqual([{ line: `GET ${path}/log?previous=false&tailLines=2&timestamps=true`, accept: '*/*' }]);
});

describe('proxy', () => {
  test.each<[string, ProxyRequest | undefined, string]>([
    ['the root', undefined, `GET ${path}/proxy`],
    ['a path', { path: '/metrics' }, `GET ${path}/proxy/metrics`],
    ['a path without a slash', { path: 'metrics' }, `GET ${path}/proxy/metrics`],
    ['a path with a slash at its end', { path: 'a/' }, `GET ${path}/proxy/a/`],
    ['characters that are encoded', { path: '/a b/ü' }, `GET ${path}/proxy/a%20b/%C3%BC`],
    ['a query', { query: { q: 'x y', a: '1' } }, `GET ${path}/proxy?a=1&q=x+y`],
    ['another method', { method: 'DELETE', path: 'x' }, `DELETE ${path}/proxy/x`],
  ])('requests %s', async (_what, request, line) => {
    const { rest, sent } = recording({});
    await subresourceClient(rest, pods, 'ns').proxy('a', request);
    expect(sent.map((sent) => shortly(sent).line)).toEqual([line]);
  });

  test('of a node sends no namespace', async () => {
    const { rest, sent } = recording({});
    await subresourceClient(rest, nodes).proxy('a', { path: 'metrics' });
    expect(sent.map((sent) => shortly(sent).line)).toEqual(['GET /api/v1/nodes/a/proxy/metrics']);
  });

  test('sends headers and body unchanged, and returns the response unchanged', async () => {
    const { rest, sent } = recording('hello');
    const body = Buffer.from([0, 255]);
    const answer = await subresourceClient(rest, pods, 'ns').proxy('a', {
      method: 'PUT',
      headers: { 'Content-Type': 'x/y', Accept: 'z/z' },
      body,
    });
    expect(sent).toEqual([
      expect.objectContaining({
        method: 'PUT',
        body,
        headers: expect.objectContaining({ 'content-type': 'x/y', accept: 'z/z' }),
      }),
    ]);
    expect(answer).toEqual({ status: 200, headers: { 'x-served-by': 'a test' }, body: Buffer.from('hello') });
  });

  test.each(['../secret', 'a/../../b', './a'])('rejects a path that leaves the proxy: %s', async (path) => {
    const { rest, sent } = recording({});
    await expect(subresourceClient(rest, pods, 'ns').proxy('a', { path })).rejects.toThrow("may not contain '.' or '..'");
    expect(sent).toEqual([]);
  });
});
