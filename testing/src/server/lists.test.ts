import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ namespaces: ['other'] });
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

async function makeFive(): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await api.post(maps, configMap(name, {}, { odd: String(name.charCodeAt(0) % 2 === 1) }));
}

function names(body: unknown): string[] {
  return (body as { items: { metadata: { name: string } }[] }).items.map((item) => item.metadata.name);
}

test('a list is sorted by key, and its items do not repeat the kind', async () => {
  await makeFive();
  await api.post('/api/v1/namespaces/other/configmaps', configMap('0'));
  const { body } = await api.get('/api/v1/configmaps');
  expect([body.kind, body.apiVersion, names(body)]).toEqual(['ConfigMapList', 'v1', ['a', 'b', 'c', 'd', 'e', '0']]);
  expect(body.items[0].kind).toBeUndefined();
  expect(body.metadata).toEqual({ resourceVersion: server.resourceVersion });
});

test('pages contain the state of the first page, even if objects change in the meantime', async () => {
  await makeFive();
  const first = await api.get(`${maps}?limit=2`);
  expect([names(first.body), first.body.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
  await api.delete(`${maps}/c`);
  await api.post(maps, configMap('bb'));
  const second = await api.get(`${maps}?limit=2&continue=${first.body.metadata.continue}`);
  expect(names(second.body)).toEqual(['c', 'd']);
  expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  const third = await api.get(`${maps}?limit=2&continue=${second.body.metadata.continue}`);
  expect([names(third.body), third.body.metadata.continue]).toEqual([['e'], undefined]);
});

test('a page after a compaction is expired, with a token that continues with the current state', async () => {
  await makeFive();
  const first = await api.get(`${maps}?limit=2`);
  await api.delete(`${maps}/c`);
  server.compact();
  const gone = await api.get(`${maps}?limit=2&continue=${first.body.metadata.continue}`);
  expect([gone.status, gone.body.reason]).toEqual([410, 'Expired']);
  expect(gone.body.message).toMatch(/^The provided continue parameter is too old to display a consistent list result\./);
  const rest = await api.get(`${maps}?continue=${gone.body.metadata.continue}`);
  expect(names(rest.body)).toEqual(['d', 'e']);
  const broken = await api.get(`${maps}?continue=xyz`);
  expect([broken.status, broken.body.message]).toEqual([
    400,
    expect.stringMatching(/^invalid continue token: continue key is not valid/),
  ]);
});

test('label and field selectors select objects, and unsupported fields are rejected', async () => {
  await makeFive();
  expect(names((await api.get(`${maps}?labelSelector=odd%3Dtrue`)).body)).toEqual(['a', 'c', 'e']);
  expect(names((await api.get(`${maps}?labelSelector=odd%20notin%20(true)`)).body)).toEqual(['b', 'd']);
  expect(names((await api.get(`${maps}?fieldSelector=metadata.name!%3Da`)).body)).toEqual(['b', 'c', 'd', 'e']);
  const rows = [
    [
      await api.get(`${maps}?fieldSelector=data.x%3D1`),
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [await api.get('/api/v1/pods?fieldSelector=spec.x%3D1'), 'field label not supported: spec.x'],
  ] as const;
  for (const [reply, message] of rows) expect([reply.status, reply.body.message]).toEqual([400, message]);
  expect((await api.get(`${maps}?labelSelector=a%3D%3D%3D`)).status).toBe(400);
  await api.post('/api/v1/namespaces/default/pods', {
    metadata: { name: 'p' },
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
  });
  expect(names((await api.get('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1,status.phase%3DPending')).body)).toEqual(['p']);
});

test('a list is read at the requested version', async () => {
  await makeFive();
  const past = server.resourceVersion;
  await api.delete(`${maps}/a`);
  const exact = await api.get(`${maps}?resourceVersion=${past}&resourceVersionMatch=Exact`);
  expect([names(exact.body), exact.body.metadata.resourceVersion]).toEqual([['a', 'b', 'c', 'd', 'e'], past]);
  expect(names((await api.get(`${maps}?resourceVersion=${past}&resourceVersionMatch=NotOlderThan`)).body)).toHaveLength(4);
  expect(names((await api.get(`${maps}?resourceVersion=0`)).body)).toHaveLength(4);
  const future = await api.get(`${maps}?resourceVersion=999999`);
  expect(future.status).toBe(504);
  expect(future.body).toMatchObject({
    reason: 'Timeout',
    message: `Timeout: Too large resource version: 999999, current: ${server.resourceVersion}`,
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
  });
  expect(future.headers.get('retry-after')).toBe('1');
  server.compact();
  const old = await api.get(`${maps}?resourceVersion=${past}&resourceVersionMatch=Exact`);
  expect([old.status, old.body.message]).toEqual([410, 'The resourceVersion for the provided list is too old.']);
  const rules = await api.get(`${maps}?resourceVersionMatch=Exact`);
  expect([rules.status, rules.body.details.causes[0].message]).toEqual([
    422,
    'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ]);
});

test('a request for metadata gets metadata only', async () => {
  await api.post(maps, configMap('a', { x: '1' }));
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const { body } = await api.get(maps, { accept });
  const keys = body.items.map((item: object) => Object.keys(item).sort());
  expect([body.kind, body.apiVersion, keys]).toEqual([
    'PartialObjectMetadataList',
    'meta.k8s.io/v1',
    [['apiVersion', 'kind', 'metadata']],
  ]);
});

test('a long list is compressed if the client accepts it', async () => {
  for (let index = 0; index < 20; index++) await api.post(maps, configMap(`big-${index}`, { x: 'y'.repeat(10_000) }));
  const { headers, body } = await api.get(maps, { 'accept-encoding': 'gzip' });
  expect([headers.get('content-encoding'), body.items.length]).toEqual(['gzip', 20]);
  expect((await api.get(maps, { 'accept-encoding': 'identity' })).headers.get('content-encoding')).toBeNull();
});
