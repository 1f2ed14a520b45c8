/** Server-side apply: the owners of fields, as shown by the complete managedFields, and their permissions. */
import type { Client, Reply } from './support/client.js';
import { withOwners } from './support/owners.js';
import { testWithDifference, useServer } from './support/server.js';

const subject = useServer();
const deployments = '/apis/apps/v1/namespaces/{ns}/deployments';
const maps = '/api/v1/namespaces/{ns}/configmaps';

const same = (...replies: readonly Reply[]): void =>
  expect(replies.map((reply) => withOwners(subject.client, reply))).toMatchSnapshot();

const map = (data: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm', ...metadata },
  data,
});
const apply = (client: Client, manager: string, config: object, more = ''): Promise<Reply> =>
  client.patch(`${maps}/m?fieldManager=${manager}${more}`, 'apply', config);
const write = (client: Client, manager: string, patch: object): Promise<Reply> =>
  client.patch(`${maps}/m?fieldManager=${manager}`, 'merge', patch);

describe('a configuration', () => {
  test('creates what is not there', async () => {
    same(await apply(subject.client, 'one', map({ a: 'b' })));
  });
  test('changes what its manager owns', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    same(await apply(client, 'one', map({ a: 'c' })));
  });
  test('that is applied again changes nothing, its version neither', async () => {
    const { client } = subject;
    const first = await apply(client, 'one', map({ a: 'b' }));
    const second = await apply(client, 'one', map({ a: 'b' }));
    expect(second.body).toEqual(first.body);
  });
  test('takes away what its manager alone has owned and no longer has', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    same(await apply(client, 'one', map({ a: 'b' })));
  });
  test('leaves what another manager shares', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    await apply(client, 'two', map({ a: 'b' }));
    same(await apply(client, 'one', map({ c: 'd' })), await apply(client, 'two', map({})));
  });
  test('leaves what was written by an update', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    await write(client, 'writer', { data: { x: 'y' } });
    same(await apply(client, 'one', map({ a: 'c' })));
  });
  test('of nothing gives up all that its manager had', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }, { labels: { l: '1' } }));
    same(await apply(client, 'one', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' } }));
  });
  test('as a dry run leaves nothing behind', async () => {
    const { client } = subject;
    same(await apply(client, 'one', map({ a: 'b' }), '&dryRun=All'), await client.get(`${maps}/m`));
  });
  test('as a dry run on what is there leaves it as it is', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    same(await apply(client, 'one', map({ a: 'c' }), '&dryRun=All'), await client.get(`${maps}/m`));
  });
  test('may be YAML', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: "b"}\n';
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    same(await subject.client.send('PATCH', `${maps}/m?fieldManager=one`, { body, headers }));
  });
});

describe('conflicts', () => {
  test('with another applier name it and the field', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    same(await apply(client, 'two', map({ a: 'c' })));
  });
  test('name every field', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    same(await apply(client, 'two', map({ a: 'x', c: 'y' })));
  });
  test('name every manager', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    await apply(client, 'two', map({ a: 'b' }));
    const { status, body } = await apply(client, 'three', map({ a: 'c' }));
    expect([status, body.message]).toMatchSnapshot();
    // Go's maps have no order.
    const told: string[] = body.details.causes.map(({ field, message }: Record<string, string>) => `${field} ${message}`);
    expect(told.sort()).toEqual(['.data.a conflict with "one"', '.data.a conflict with "two"']);
  });
  test('with what was written by an update say when', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    await write(client, 'writer', { data: { a: 'c' } });
    same(await apply(client, 'one', map({ a: 'd' })));
  });
  test('do not occur if both set the same value', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    same(await apply(client, 'two', map({ a: 'b' })));
  });
  test('are won by force, which takes the field from the others', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    same(await apply(client, 'two', map({ a: 'c' }), '&force=true'));
  });
  test('are not of updates, which take what they write', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    same(await write(client, 'writer', { data: { a: 'x' } }));
  });
});

describe('managers', () => {
  test('are recorded once by name and operation', async () => {
    const { client } = subject;
    await client.must('POST', `${maps}?fieldManager=one`, map({ a: 'b' }));
    await write(client, 'one', { data: { c: 'd' } });
    same(await apply(client, 'one', map({ e: 'f' })));
  });
  test('lose what an update removes', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b', c: 'd' }));
    same(await write(client, 'writer', { data: { a: null } }));
  });
  test('that own nothing more are gone', async () => {
    const { client } = subject;
    await client.must('POST', `${maps}?fieldManager=one`, map({ a: 'b' }));
    same(await write(client, 'two', { data: null }));
  });
  test('go when managedFields is set to one empty entry', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    const { body } = await write(client, 'two', { metadata: { managedFields: [{}] } });
    expect(body.metadata.managedFields).toBeUndefined();
    same(await write(client, 'two', { data: { c: 'd' } }));
  });
  test('stay when managedFields is sent as null or not at all', async () => {
    const { client } = subject;
    const { body } = await apply(client, 'one', map({ a: 'b' }));
    const { managedFields: _managedFields, ...metadata } = body.metadata;
    same(
      await write(client, 'two', { metadata: { managedFields: null } }),
      await client.put(`${maps}/m?fieldManager=two`, { ...body, metadata }),
    );
  });
  test('of before apply begin with all that was there', async () => {
    const { client } = subject;
    await client.must('POST', `${maps}?fieldManager=creator`, map({ a: 'b' }));
    same(await apply(client, 'one', map({ a: 'b' })), await apply(client, 'one', map({})));
  });
  test('are upgraded from update to apply by a patch of managedFields', async () => {
    const { client } = subject;
    const { body } = await client.post(`${maps}?fieldManager=one`, map({ a: 'b', c: 'd' }));
    const [entry] = body.metadata.managedFields;
    await client.patch(`${maps}/m?fieldManager=one`, 'merge', {
      metadata: { managedFields: [{ ...entry, operation: 'Apply' }] },
    });
    same(await apply(client, 'one', map({ a: 'b' })));
  });
  test.each([
    ['an unknown operation', { operation: 'Other' }],
    ['an unknown type', { fieldsType: 'Other' }],
    ['a name that is too long', { manager: 'x'.repeat(129) }],
  ])('with %s are refused', async (_, wrong) => {
    const { client } = subject;
    const { body } = await apply(client, 'one', map({ a: 'b' }));
    const [entry] = body.metadata.managedFields;
    same(await client.put(`${maps}/m`, { ...body, metadata: { ...body.metadata, managedFields: [{ ...entry, ...wrong }] } }));
  });
});

describe('is refused', () => {
  test('without a manager', async () => {
    same(await subject.client.patch(`${maps}/m`, 'apply', map({ a: 'b' })));
  });
  test('with a manager of more than 128 bytes, or with a line break', async () => {
    const { client } = subject;
    same(await apply(client, 'x'.repeat(129), map({})), await apply(client, 'a%0Ab', map({})));
  });
  test('with an unknown fieldValidation or dryRun', async () => {
    const { client } = subject;
    same(await apply(client, 'one', map({}), '&fieldValidation=Other'), await apply(client, 'one', map({}), '&dryRun=Some'));
  });
  test.each([
    ['without a kind', { apiVersion: 'v1', metadata: { name: 'm' } }],
    ['without a version', { kind: 'ConfigMap', metadata: { name: 'm' } }],
    ['of another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'm' } }],
    ['under another name', map({}, { name: 'other' })],
    ['in another namespace', map({}, { namespace: 'other' })],
    ['with managedFields', map({}, { managedFields: [{ manager: 'x', operation: 'Apply' }] })],
    ['with a uid of nothing', map({}, { uid: '00000000-0000-4000-8000-000000000000' })],
    ['with a field of another type', { ...map({}), data: 'text' }],
    ['with an unknown field', { ...map({}), unknown: 1 }],
  ])('%s', async (_, config) => same(await apply(subject.client, 'one', config)));
  test.each([
    ['that is a list', '- a'],
    ['that is empty', ''],
    ['that is text', 'text'],
  ])('a body %s', async (_, body) => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    same(await subject.client.send('PATCH', `${maps}/m?fieldManager=one`, { body, headers }));
  });
  testWithDifference('yaml-words')('a body that is no YAML', async () => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    same(await subject.client.send('PATCH', `${maps}/m?fieldManager=one`, { body: 'a: b: c', headers }));
  });
  test('of an old version', async () => {
    const { client } = subject;
    const { body } = await apply(client, 'one', map({ a: 'b' }));
    await apply(client, 'one', map({ a: 'c' }));
    same(await apply(client, 'one', map({ a: 'd' }, { resourceVersion: body.metadata.resourceVersion })));
  });
  test('force of another patch', async () => {
    const { client } = subject;
    await apply(client, 'one', map({ a: 'b' }));
    same(await client.patch(`${maps}/m?force=true`, 'merge', {}));
  });
  test('a status of what is not there', async () => {
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, status: { replicas: 1 } };
    same(await subject.client.patch(`${deployments}/d/status?fieldManager=one`, 'apply', config));
  });
});
