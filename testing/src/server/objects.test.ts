import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer();
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

test('a created object has a uid, a time and a resource version that every change increments', async () => {
  const first = await api.post(maps, configMap('a', { x: '1' }));
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } });
  expect(first.body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(first.body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const second = await api.put(`${maps}/a`, { ...first.body, data: { x: '2' } });
  expect(second.status).toBe(200);
  expect(Number(second.body.metadata.resourceVersion)).toBeGreaterThan(Number(first.body.metadata.resourceVersion));
});

test('an update without a change keeps the resource version', async () => {
  const { body } = await api.post(maps, configMap('a', { x: '1' }));
  const again = await api.put(`${maps}/a`, body);
  expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
});

test('an update with an old resource version is a conflict with the message of the server', async () => {
  const { body } = await api.post(maps, configMap('a', { x: '1' }));
  await api.put(`${maps}/a`, { ...body, data: { x: '2' } });
  const stale = await api.put(`${maps}/a`, { ...body, data: { x: '3' } });
  expect(stale.status).toBe(409);
  expect(stale.body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    reason: 'Conflict',
    details: { name: 'a', kind: 'configmaps' },
    code: 409,
  });
});

test('missing objects, duplicates and missing namespaces are rejected with their status', async () => {
  await api.post(maps, configMap('a'));
  const rows = [
    [await api.get(`${maps}/b`), 404, 'configmaps "b" not found'],
    [await api.post(maps, configMap('a')), 409, 'configmaps "a" already exists'],
    [await api.post('/api/v1/namespaces/none/configmaps', configMap('a')), 404, 'namespaces "none" not found'],
    [await api.get('/api/v1/nothings'), 404, 'the server could not find the requested resource'],
    [await api.get('/apis/apps/v1/nothings'), 404, 'the server could not find the requested resource'],
    [
      await api.post('/api/v1/namespaces', { metadata: { name: 'A_B' } }),
      422,
      /^Namespace "A_B" is invalid: metadata\.name: Invalid value: "A_B": a lowercase RFC 1123 label/,
    ],
    [
      await api.post(maps, { metadata: {} }),
      422,
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      await api.post(maps, { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'x' } }),
      400,
      /^Pod in version "v1" cannot be handled as a ConfigMap/,
    ],
    [await api.post(maps, '{'), 400, /^the object provided is unrecognized \(must be of type ConfigMap\)/],
  ] as const;
  for (const [reply, status, message] of rows) {
    expect([reply.status, reply.body.code]).toEqual([status, status]);
    if (typeof message === 'string') expect(reply.body.message).toBe(message);
    else expect(reply.body.message).toMatch(message);
  }
});

test('generateName adds five characters of the alphabet without vowels', async () => {
  const { body } = await api.post(maps, { metadata: { generateName: 'run-' } });
  expect(body.metadata.name).toMatch(/^run-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test('an object with finalizers is deleted with its last finalizer, and accepts no new ones', async () => {
  await api.post(maps, { metadata: { name: 'a', finalizers: ['example.com/x'] } });
  const deleted = await api.delete(`${maps}/a`);
  expect(deleted.status).toBe(200);
  expect(deleted.body.metadata.deletionTimestamp).toBeDefined();
  expect(deleted.body.metadata.deletionGracePeriodSeconds).toBe(0);
  const more = await api.patch(`${maps}/a`, 'merge', { metadata: { finalizers: ['example.com/x', 'example.com/y'] } });
  expect(more.status).toBe(422);
  expect(more.body.details.causes[0]).toEqual({
    reason: 'FieldValueForbidden',
    message:
      'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/y"}',
    field: 'metadata.finalizers',
  });
  expect((await api.patch(`${maps}/a`, 'merge', { metadata: { finalizers: null } })).status).toBe(200);
  expect((await api.get(`${maps}/a`)).status).toBe(404);
});

test('a deletion checks preconditions', async () => {
  const { body } = await api.post(maps, configMap('a'));
  const uid = await api.delete(`${maps}/a`, { preconditions: { uid: 'other' } });
  expect(uid.status).toBe(409);
  expect(uid.body.message).toBe(
    `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match the UID in record (${body.metadata.uid}). The object might have been deleted and then recreated`,
  );
  expect((await api.delete(`${maps}/a`, { preconditions: { resourceVersion: '1' } })).status).toBe(409);
  const done = await api.delete(`${maps}/a`, { preconditions: { uid: body.metadata.uid } });
  expect(done.body).toMatchObject({
    kind: 'Status',
    status: 'Success',
    details: { name: 'a', kind: 'configmaps', uid: body.metadata.uid },
  });
});

test('a dry run responds as usual and stores nothing', async () => {
  const made = await api.post(`${maps}?dryRun=All`, configMap('a'));
  expect(made.status).toBe(201);
  expect(made.body.metadata.resourceVersion).toBeUndefined();
  expect((await api.get(`${maps}/a`)).status).toBe(404);
  await api.post(maps, configMap('a', { x: '1' }));
  const patched = await api.patch(`${maps}/a?dryRun=All`, 'merge', { data: { x: '2' } });
  expect(patched.body.data).toEqual({ x: '2' });
  await api.delete(`${maps}/a?dryRun=All`);
  expect((await api.get(`${maps}/a`)).body.data).toEqual({ x: '1' });
  const wrong = await api.post(`${maps}?dryRun=Some`, configMap('b'));
  expect(wrong.status).toBe(422);
});

test('merge and JSON patches change the object, and a patch that cannot be applied is rejected', async () => {
  await api.post(maps, configMap('a', { x: '1', y: '2' }));
  const merged = await api.patch(`${maps}/a`, 'merge', { data: { x: null, z: '3' } });
  expect(merged.body.data).toEqual({ y: '2', z: '3' });
  const patched = await api.patch(`${maps}/a`, 'json', [{ op: 'replace', path: '/data/y', value: '9' }]);
  expect(patched.body.data).toEqual({ y: '9', z: '3' });
  const test = await api.patch(`${maps}/a`, 'json', [{ op: 'test', path: '/data/y', value: '0' }]);
  expect([test.status, test.body.reason, test.body.message]).toEqual([
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
  ]);
  const broken = await api.patch(`${maps}/a`, 'json', '{');
  expect(broken.status).toBe(400);
  const stale = await api.patch(`${maps}/a`, 'merge', { metadata: { resourceVersion: '1' }, data: { x: '1' } });
  expect(stale.status).toBe(409);
});

test('deletecollection deletes what the selector selects', async () => {
  await api.post(maps, configMap('a', {}, { app: 'x' }));
  await api.post(maps, configMap('b', {}, { app: 'y' }));
  const deleted = await api.delete(`${maps}?labelSelector=app%3Dx`);
  expect(deleted.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['a']);
  expect((await api.get(maps)).body.items).toHaveLength(1);
});
