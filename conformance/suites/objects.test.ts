/**
 * Writes and reads of single objects, and every error with its complete Status. The snapshots have the responses of the real
 * server, which both servers must give.
 */
import type { Reply } from './support/client.js';
import { testWithDifference, useServer } from './support/server.js';

const subject = useServer();

const maps = '/api/v1/namespaces/{ns}/configmaps';
const map = (name: string, more: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();

describe('create', () => {
  test('gives the object its uid, version and time', async () => {
    const { client } = subject;
    const reply = await client.post(maps, map('a', { data: { a: 'b' } }));
    expect(reply.body.metadata).toMatchObject({ uid: expect.any(String), resourceVersion: expect.any(String) });
    same(reply, await client.get(`${maps}/a`));
  });
  test('of what is there already is refused', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.post(maps, map('a')));
  });
  test('takes the namespace of the path, and refuses another', async () => {
    same(await subject.client.post(maps, { ...map('a'), metadata: { name: 'a', namespace: 'other' } }));
  });
  test('makes names where it is asked to', async () => {
    const { body } = await subject.client.post(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'map-' } });
    expect(body.metadata.name).toMatch(/^map-[a-z0-9]{5}$/);
  });
  test('needs a name', async () => {
    same(await subject.client.post(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }));
  });
  test('refuses invalid names, labels and annotations', async () => {
    const { client } = subject;
    same(
      await client.post(maps, map('Not_A_Name')),
      await client.post(maps, map('a', { metadata: { name: 'a', labels: { 'a b': 'c' } } })),
      await client.post(maps, map('a', { metadata: { name: 'a', labels: { a: 'c d' } } })),
      await client.post(maps, map('a', { metadata: { name: 'a', annotations: { 'a b': 'c' } } })),
    );
  });
  test('refuses a version', async () => {
    same(await subject.client.post(maps, map('a', { metadata: { name: 'a', resourceVersion: '1' } })));
  });
  test('refuses another kind or group than that of the path', async () => {
    const { client } = subject;
    const replies = [
      await client.post(maps, { ...map('a'), kind: 'Secret' }),
      await client.post(maps, { ...map('a'), apiVersion: 'v2' }),
      await client.post(maps, { ...map('a'), kind: 'Nothing' }),
    ];
    for (const reply of replies) expect(reply).toMatchObject({ status: 400, body: { reason: 'BadRequest', code: 400 } });
  });
  testWithDifference('kind-words')('refuses another kind in words of Go', async () => {
    const { client } = subject;
    same(await client.post(maps, { ...map('a'), kind: 'Secret' }), await client.post(maps, { ...map('a'), apiVersion: 'v2' }));
  });
  test('goes to a namespace that is there', async () => {
    same(await subject.client.post('/api/v1/namespaces/nowhere/configmaps', map('a')));
  });
  test('as a dry run leaves nothing behind', async () => {
    const { client } = subject;
    same(
      await client.post(`${maps}?dryRun=All`, map('a')),
      await client.get(`${maps}/a`),
      await client.post(`${maps}?dryRun=Some`, map('a')),
    );
  });
});

describe('bodies', () => {
  test('that are not JSON, or of no known type, are refused', async () => {
    const { client } = subject;
    same(
      await client.send('POST', maps, { body: '{' }),
      await client.send('POST', maps, { body: '' }),
      await client.send('POST', maps, { body: '[]' }),
      await client.send('POST', maps, { body: '{}', headers: { 'content-type': 'text/plain' } }),
    );
  });
  test('may be YAML', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "b"}\n';
    same(await subject.client.send('POST', maps, { body, headers: { 'content-type': 'application/yaml' } }));
  });
  test('of the wrong types are refused', async () => {
    const { client } = subject;
    same(await client.post(maps, map('a', { data: 'text' })), await client.post(maps, map('a', { metadata: { name: 5 } })));
  });
});

describe('get', () => {
  test('of what is not there is refused', async () => {
    same(await subject.client.get(`${maps}/none`));
  });
  test('of a version of the future is refused after a while', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    const reply = await client.get(`${maps}/a?resourceVersion=999999999`);
    expect(reply).toMatchObject({
      status: 504,
      body: { reason: 'Timeout', details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } },
    });
  });
  test('of paths that lead nowhere is refused', async () => {
    const { client } = subject;
    same(await client.get('/api/v1/namespaces/{ns}/nothings'), await client.get('/apis/none.example.com/v1/things'));
  });
});

describe('update', () => {
  test('changes what it is given, and the version', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a', { data: { a: 'b' } }));
    const reply = await client.put(`${maps}/a`, { ...body, data: { c: 'd' } });
    expect(reply.body.metadata.resourceVersion).not.toBe(body.metadata.resourceVersion);
    same(reply);
  });
  test('that changes nothing keeps the version', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a'));
    const reply = await client.put(`${maps}/a`, body);
    expect(reply.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });
  test('of an old version meets a conflict', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a'));
    await client.put(`${maps}/a`, { ...body, data: { a: 'b' } });
    same(await client.put(`${maps}/a`, { ...body, data: { a: 'c' } }));
  });
  test('without a version takes what is there', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.put(`${maps}/a`, map('a', { data: { a: 'b' } })));
  });
  test('under another name, or of another uid, is refused', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    const uid = '00000000-0000-4000-8000-000000000000';
    same(await client.put(`${maps}/a`, map('b')), await client.put(`${maps}/a`, map('a', { metadata: { name: 'a', uid } })));
  });
  test('of what is not there is refused', async () => {
    same(await subject.client.put(`${maps}/none`, map('none')));
  });
  test('of what is immutable is refused', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a', { immutable: true, data: { a: 'b' } }));
    same(
      await client.put(`${maps}/a`, { ...body, data: { a: 'c' } }),
      await client.put(`${maps}/a`, { ...body, immutable: false }),
    );
  });
});

describe('patch', () => {
  test('by merge adds, replaces and removes', async () => {
    const { client } = subject;
    await client.post(maps, map('a', { data: { a: 'b', c: 'd' } }));
    same(await client.patch(`${maps}/a`, 'merge', { data: { a: null, c: 'e', f: 'g' } }));
  });
  test('by operations', async () => {
    const { client } = subject;
    await client.post(maps, map('a', { data: { a: 'b' } }));
    const operations = [
      { op: 'test', path: '/data/a', value: 'b' },
      { op: 'add', path: '/data/c', value: 'd' },
      { op: 'remove', path: '/data/a' },
    ];
    same(await client.patch(`${maps}/a`, 'json', operations));
  });
  test('by operations whose test fails, or that lead nowhere, is refused', async () => {
    const { client } = subject;
    await client.post(maps, map('a', { data: { a: 'b' } }));
    same(
      await client.patch(`${maps}/a`, 'json', [{ op: 'test', path: '/data/a', value: 'x' }]),
      await client.patch(`${maps}/a`, 'json', [{ op: 'remove', path: '/data/x' }]),
      await client.patch(`${maps}/a`, 'json', [{ op: 'nothing', path: '/data' }]),
      await client.patch(`${maps}/a`, 'json', { op: 'remove', path: '/data' }),
    );
  });
  test('of an unknown form is refused', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.send('PATCH', `${maps}/a`, { body: '{}' }));
  });
  test('of what is not there, or at an old version, is refused', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a'));
    await client.put(`${maps}/a`, { ...body, data: { a: 'b' } });
    const { resourceVersion } = body.metadata;
    same(
      await client.patch(`${maps}/none`, 'merge', {}),
      await client.patch(`${maps}/a`, 'merge', { metadata: { resourceVersion }, data: { a: 'c' } }),
    );
  });
  test('may not change the name', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.patch(`${maps}/a`, 'merge', { metadata: { name: 'b' } }));
  });
  test('may not change the uid', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.patch(`${maps}/a`, 'merge', { metadata: { uid: '00000000-0000-4000-8000-000000000000' } }));
  });
  testWithDifference('kind-words')('may not change the kind, which is refused in words of Go', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.patch(`${maps}/a`, 'merge', { kind: 'Secret' }));
  });
});

describe('delete', () => {
  test('answers with what is gone', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.delete(`${maps}/a`), await client.get(`${maps}/a`), await client.delete(`${maps}/a`));
  });
  test('waits for finalizers', async () => {
    const { client } = subject;
    await client.post(maps, map('a', { metadata: { name: 'a', finalizers: ['example.com/wait'] } }));
    same(
      await client.delete(`${maps}/a`),
      await client.patch(`${maps}/a`, 'merge', { metadata: { finalizers: ['example.com/wait', 'example.com/more'] } }),
      await client.patch(`${maps}/a`, 'merge', { metadata: { finalizers: null } }),
      await client.get(`${maps}/a`),
    );
  });
  test('keeps to its preconditions', async () => {
    const { client } = subject;
    const { body } = await client.post(maps, map('a'));
    same(
      await client.delete(`${maps}/a`, { preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }),
      await client.delete(`${maps}/a`, { preconditions: { resourceVersion: '1' } }),
      await client.delete(`${maps}/a`, { preconditions: { uid: body.metadata.uid } }),
    );
  });
  test('in the foreground and with orphans leaves it to their finalizers', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    await client.post(maps, map('b'));
    same(
      await client.delete(`${maps}/a`, { propagationPolicy: 'Foreground' }),
      await client.delete(`${maps}/b`, { propagationPolicy: 'Orphan' }),
      await client.delete(`${maps}/b`, { propagationPolicy: 'Sideways' }),
    );
  });
  test('as a dry run leaves it there', async () => {
    const { client } = subject;
    await client.post(maps, map('a'));
    same(await client.delete(`${maps}/a?dryRun=All`), await client.get(`${maps}/a`));
  });
  test('of a collection takes what is selected', async () => {
    const { client } = subject;
    for (const name of ['a', 'b', 'c']) await client.post(maps, map(name, { metadata: { name, labels: { of: name } } }));
    const reply = await client.delete(`${maps}?labelSelector=of+in+(a,b)`);
    const { body } = await client.get(maps);
    expect(body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).not.toContain('a');
    same(reply, { status: 200, body });
  });
});

test('a verb that a resource does not have is refused', async () => {
  same(await subject.client.put(maps, map('a')), await subject.client.post(`${maps}/a`, map('a')));
});
