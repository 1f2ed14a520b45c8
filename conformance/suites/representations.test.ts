/** The representations of objects: metadata, tables, YAML, and formats that servers refuse. */
import type { Client, Reply } from './support/client.js';
import { testWithDifference, useServer } from './support/server.js';

const subject = useServer();
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();
const maps = '/api/v1/namespaces/{ns}/configmaps';
const ours = 'labelSelector=a=b';
const map = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { a: 'b' } },
  data: { k: 'v' },
});
const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const partialList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const asking = (client: Client, path: string, accept: string): Promise<Reply> =>
  client.send('GET', path, { headers: { accept } });

describe('metadata alone', () => {
  test('of one object', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    same(await asking(client, `${maps}/a`, partial));
  });
  test('of a list', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    await client.must('POST', maps, map('b'));
    same(await asking(client, `${maps}?${ours}`, partialList), await asking(client, `${maps}?${ours}&limit=1`, partialList));
  });
  test('of a list that is asked for as one object is refused, and the other way round', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    same(await asking(client, `${maps}?${ours}`, partial), await asking(client, `${maps}/a`, partialList));
  });
  test('in answer to a write', async () => {
    const { client } = subject;
    const send = (method: 'POST' | 'PUT', path: string): Promise<Reply> =>
      client.send(method, path, {
        body: JSON.stringify(map('a')),
        headers: { accept: partial, 'content-type': 'application/json' },
      });
    same(await send('POST', maps), await send('PUT', `${maps}/a`));
  });
  test('in answer to a deletion, where the object stays', async () => {
    const { client } = subject;
    await client.must('POST', maps, { ...map('a'), metadata: { name: 'a', finalizers: ['example.com/wait'] } });
    same(await client.send('DELETE', `${maps}/a`, { headers: { accept: partial } }));
  });
  test('of an unknown version is refused, unless something else would do', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    const unknown = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v9';
    same(await asking(client, `${maps}/a`, unknown), await asking(client, `${maps}/a`, `${unknown},application/json`));
  });
  test('of what is not there is a Status', async () => {
    same(await asking(subject.client, `${maps}/none`, partial));
  });
});

describe('another form', () => {
  test.each(['text/plain', 'application/xml', 'application/json;as=Other;g=meta.k8s.io;v=v1', 'nonsense'])(
    'of %s is refused',
    async (accept) => {
      const { client } = subject;
      await client.must('POST', maps, map('a'));
      same(await asking(client, `${maps}/a`, accept), await asking(client, maps, accept));
    },
  );
  test.each(['*/*', 'application/*', 'text/plain,*/*', 'application/json;q=0.1'])('of %s is JSON', async (accept) => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    same(await asking(client, `${maps}/a`, accept));
  });
});

testWithDifference('tables')('a table has a row for each object, as kubectl prints them', async () => {
  const { client } = subject;
  await client.must('POST', maps, map('a'));
  const { status, body } = await asking(client, `${maps}?${ours}`, 'application/json;as=Table;g=meta.k8s.io;v=v1');
  const rows: { cells: unknown[] }[] = body.rows ?? [];
  expect({ status, kind: body.kind, cells: rows.map(({ cells }) => cells.slice(0, 2)) }).toMatchSnapshot();
});
