/** Deletion: options from body and query, preconditions, propagation, finalizers, grace, and collections. */
import type { Client, Reply } from './support/client.js';
import { testWithDifference, useServer } from './support/server.js';

const subject = useServer();
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();
const namesOf = ({ body }: Reply): string[] => body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

const maps = '/api/v1/namespaces/{ns}/configmaps';
const pods = '/api/v1/namespaces/{ns}/pods';
const jobs = '/apis/batch/v1/namespaces/{ns}/jobs';
const services = '/api/v1/namespaces/{ns}/services';
const map = (name: string, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { test: 'yes', name }, ...metadata },
});
const podSpec = { containers: [{ name: 'c', image: 'i' }] };
const pod = (name: string, spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { ...podSpec, ...spec },
});
async function fill(client: Client, names: readonly string[]): Promise<void> {
  for (const name of names) await client.must('POST', maps, map(name));
}
const ours = 'labelSelector=test=yes';
const left = async (client: Client): Promise<string[]> => namesOf(await client.get(`${maps}?${ours}`));

describe('options', () => {
  test.each<[string, object]>([
    ['of their kind', { apiVersion: 'v1', kind: 'DeleteOptions' }],
    ['of the kind of the group', { apiVersion: 'meta.k8s.io/v1', kind: 'DeleteOptions' }],
    ['with an unknown propagation', { propagationPolicy: 'Sideways' }],
    ['with both ways to propagate', { propagationPolicy: 'Orphan', orphanDependents: true }],
    ['with an unknown dry run', { dryRun: ['Some'] }],
    ['with a dry run of nothing', { dryRun: [] }],
    ['with a negative grace', { gracePeriodSeconds: -5 }],
    ['with orphans the old way', { orphanDependents: true }],
    ['without orphans the old way', { orphanDependents: false }],
    ['with the wrong uid', { preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }],
    ['with the wrong version', { preconditions: { resourceVersion: '1' } }],
    ['with an unknown field', { unknown: 1 }],
    ['with a text for a number', { gracePeriodSeconds: 'x' }],
  ])('%s', async (_, options) => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.delete(`${maps}/a`, options), await client.get(`${maps}/a`));
  });

  test.each([
    'propagationPolicy=Foreground',
    'propagationPolicy=Orphan',
    'propagationPolicy=Background',
    'propagationPolicy=Sideways',
    'orphanDependents=true',
    'dryRun=All',
    'dryRun=Some',
    'gracePeriodSeconds=0',
    'gracePeriodSeconds=x',
  ])('in the query: %s', async (query) => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.delete(`${maps}/a?${query}`), await client.get(`${maps}/a`));
  });

  test('in the body are taken before those of the query', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.delete(`${maps}/a?dryRun=All`, { propagationPolicy: 'Background' }), await client.get(`${maps}/a`));
  });
  test.each(['{', '[]', 'null', '""'])('that are %s are refused or none', async (body) => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.send('DELETE', `${maps}/a`, { body }));
  });
  testWithDifference('kind-words')('of another kind are refused in words of Go', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.delete(`${maps}/a`, { apiVersion: 'v1', kind: 'ConfigMap' }));
  });
  test('with both preconditions that hold', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    const { uid, resourceVersion } = (await client.get(`${maps}/a`)).body.metadata;
    same(await client.delete(`${maps}/a`, { preconditions: { uid, resourceVersion } }));
  });
});

describe('finalizers', () => {
  const waiting = { finalizers: ['example.com/wait'] };
  test('keep the object, which a second deletion does not change', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a', waiting));
    const first = await client.delete(`${maps}/a`);
    const second = await client.delete(`${maps}/a`);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    same(first, second);
  });
  test('let labels and data change while the object waits, and go one by one', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a', { finalizers: ['example.com/one', 'example.com/two'] }));
    await client.delete(`${maps}/a`);
    same(
      await client.patch(`${maps}/a`, 'merge', { metadata: { labels: { more: 'x' } }, data: { a: 'b' } }),
      await client.patch(`${maps}/a`, 'merge', { metadata: { finalizers: ['example.com/two'] } }),
      await client.patch(`${maps}/a`, 'merge', { metadata: { finalizers: [] } }),
      await client.get(`${maps}/a`),
    );
  });
  test('come with those of the propagation', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a', waiting));
    same(
      await client.delete(`${maps}/a`, { propagationPolicy: 'Foreground' }),
      await client.delete(`${maps}/a`, { propagationPolicy: 'Orphan' }),
      await client.delete(`${maps}/a`, { propagationPolicy: 'Background' }),
    );
  });
  test('that are no names are refused', async () => {
    const { client } = subject;
    same(
      await client.post(maps, map('a', { finalizers: ['not a name'] })),
      await client.post(maps, map('a', { finalizers: ['wait'] })),
      await client.post(maps, map('a', { finalizers: ['orphan', 'foregroundDeletion'] })),
    );
  });
  test('prevent the creation of another object with the same name', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a', waiting));
    await client.delete(`${maps}/a`);
    same(await client.post(maps, map('a')));
  });
  test('a deletion time that a client sends is not taken', async () => {
    const { client } = subject;
    same(
      await client.post(maps, map('a', { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 5 })),
      await client.patch(`${maps}/a`, 'merge', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    );
  });
});

describe('grace', () => {
  test('is not used for a pod without a node', async () => {
    const { client } = subject;
    await client.must('POST', pods, pod('a'));
    same(await client.delete(`${pods}/a`), await client.get(`${pods}/a`));
  });
  test('is a pod’s own where it has a node', async () => {
    const { client } = subject;
    await client.must('POST', pods, pod('a', { nodeName: 'n', terminationGracePeriodSeconds: 7 }));
    same(await client.delete(`${pods}/a`), await client.delete(`${pods}/a`));
  });
  test('can be made shorter, and not longer', async () => {
    const { client } = subject;
    await client.must('POST', pods, pod('a', { nodeName: 'n' }));
    same(
      await client.delete(`${pods}/a`, { gracePeriodSeconds: 20 }),
      await client.delete(`${pods}/a`, { gracePeriodSeconds: 90 }),
      await client.delete(`${pods}/a`, { gracePeriodSeconds: 10 }),
      await client.delete(`${pods}/a`, { gracePeriodSeconds: 0 }),
      await client.get(`${pods}/a`),
    );
  });
});

describe('what is answered', () => {
  test('to the deletion of a service is the service', async () => {
    const { client } = subject;
    await client.must('POST', services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { clusterIP: 'None', ports: [{ port: 80 }] },
    });
    same(await client.delete(`${services}/s`));
  });
  test('to the deletion of a job is that its pods are orphans by default', async () => {
    const { client } = subject;
    await client.must('POST', jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j' },
      spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } },
    });
    const { status, body } = await client.delete(`${jobs}/j`);
    expect([status, body.kind, body.metadata.finalizers]).toMatchSnapshot();
  });
});

describe('a collection', () => {
  test('goes where its labels say so', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    same(await client.delete(`${maps}?labelSelector=name+in+(a,b)`));
    expect(await left(client)).toEqual(['c']);
  });
  test('goes where its fields say so', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    same(await client.delete(`${maps}?${ours}&fieldSelector=metadata.name!=b`));
    expect(await left(client)).toEqual(['b']);
  });
  test('of nothing is an empty list', async () => {
    same(await subject.client.delete(`${maps}?labelSelector=none=at-all`));
  });
  test('as a dry run stays', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    same(await client.delete(`${maps}?${ours}&dryRun=All`));
    expect(await left(client)).toEqual(['a', 'b']);
  });
  test('goes page by page', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    const { body } = await client.delete(`${maps}?${ours}&limit=2`);
    expect(body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toMatchSnapshot();
    expect(await left(client)).toMatchSnapshot();
  });
  test('takes its options from the body', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    same(await client.delete(`${maps}?${ours}`, { propagationPolicy: 'Foreground' }), await client.get(`${maps}?${ours}`));
  });
  test('keeps what has finalizers', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a', { finalizers: ['example.com/wait'] }));
    await fill(client, ['b']);
    await client.delete(`${maps}?${ours}`);
    same(await client.get(`${maps}?${ours}`));
  });
  test.each([
    'labelSelector=a+b',
    'fieldSelector=data=x',
    'limit=x',
    'propagationPolicy=Sideways',
    'dryRun=Some',
    'resourceVersion=x',
  ])('is refused with %s', async (query) => {
    const { client } = subject;
    await fill(client, ['a']);
    same(await client.delete(`${maps}?${query}`));
    expect(await left(client)).toEqual(['a']);
  });
  test('of namespaces or of services is as their kind has it', async () => {
    const { client } = subject;
    same(
      await client.delete('/api/v1/namespaces?labelSelector=none=at-all'),
      await client.delete(`${services}?labelSelector=x=y`),
    );
  });
});
