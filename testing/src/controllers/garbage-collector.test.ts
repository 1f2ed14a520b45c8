import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, type Client } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ garbageCollector: true });
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

async function owned(name: string, ...owners: string[]): Promise<void> {
  const ownerReferences = [];
  for (const owner of owners) {
    const { body } = await api.get(`${maps}/${owner}`);
    ownerReferences.push({ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: body.metadata.uid, blockOwnerDeletion: true });
  }
  await api.post(maps, { metadata: { name, ownerReferences } });
}

async function left(): Promise<string[]> {
  const { body } = await api.get(maps);
  return (body as { items: { metadata: { name: string } }[] }).items.map((item) => item.metadata.name);
}

test('in the background, dependents are deleted after their last owner', async () => {
  for (const name of ['a', 'b']) await owned(name);
  await owned('a-only', 'a');
  await owned('both', 'a', 'b');
  await owned('deep', 'a-only');
  await api.delete(`${maps}/a`);
  expect(await left()).toEqual(['b', 'both']);
  expect((await api.get(`${maps}/both`)).body.metadata.ownerReferences).toHaveLength(1);
});

test('in the foreground, the owner is deleted after its dependents', async () => {
  await owned('a');
  await owned('child', 'a');
  await api.patch(`${maps}/child`, 'merge', { metadata: { finalizers: ['example.com/keep'] } });
  await api.delete(`${maps}/a`, { propagationPolicy: 'Foreground' });
  expect(await left()).toEqual(['a', 'child']);
  await api.patch(`${maps}/child`, 'merge', { metadata: { finalizers: null } });
  expect(await left()).toEqual([]);
});

test('orphans are kept, without their owner reference', async () => {
  await owned('a');
  await owned('child', 'a');
  await api.delete(`${maps}/a`, { propagationPolicy: 'Orphan' });
  expect(await left()).toEqual(['child']);
  expect((await api.get(`${maps}/child`)).body.metadata.ownerReferences).toBeUndefined();
});

test('a terminating namespace is emptied and then deleted', async () => {
  await api.post('/api/v1/namespaces', { metadata: { name: 'n' } });
  await api.post('/api/v1/namespaces/n/configmaps', { metadata: { name: 'c' } });
  await api.delete('/api/v1/namespaces/n');
  expect((await api.get('/api/v1/namespaces/n')).status).toBe(404);
  expect((await api.get('/api/v1/namespaces/n/configmaps')).body.items).toEqual([]);
});
