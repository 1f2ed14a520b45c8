/** Lists with selectors, pages and versions, and watches from a version, with bookmarks, through compaction and restarts. */
import type { Client, Event, Reply } from './support/client.js';
import { forgetThePast, restart, useServer } from './support/server.js';

const subject = useServer();

const maps = '/api/v1/namespaces/{ns}/configmaps';
const map = (name: string, labels: Readonly<Record<string, string>> = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { test: 'yes', ...labels } },
});
/** The selector of our objects. Controllers of a real server add its root certificate to each namespace. */
const ours = 'labelSelector=test=yes';
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();
const namesOf = ({ body }: Reply): string[] => body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
const told = (events: readonly Event[]): string[] =>
  events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim());

async function fill(client: Client, names: readonly string[]): Promise<void> {
  for (const name of names) await client.must('POST', maps, map(name, { name }));
}
/** Returns the current version of the namespace. */
async function versionNow(client: Client): Promise<string> {
  return (await client.get(`${maps}?${ours}`)).body.metadata.resourceVersion;
}

describe('list', () => {
  test('is in the order of names', async () => {
    const { client } = subject;
    await fill(client, ['b', 'a', 'c']);
    expect(namesOf(await client.get(`${maps}?${ours}`))).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['name=a', ['a']],
    ['name!=a', ['b', 'c']],
    ['name in (a,b)', ['a', 'b']],
    ['name notin (a,b)', ['c']],
    ['name,name!=b', ['a', 'c']],
    ['!name', []],
    ['other notin (x)', ['a', 'b', 'c']],
  ])('by the labels %s', async (selector, names) => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    expect(namesOf(await client.get(`${maps}?labelSelector=${encodeURIComponent(`test,${selector}`)}`))).toEqual(names);
  });

  test.each([
    ['metadata.name=a', ['a']],
    ['metadata.name!=a', ['b']],
    ['metadata.name==b,metadata.namespace!=other', ['b']],
  ])('by the fields %s', async (selector, names) => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    expect(namesOf(await client.get(`${maps}?${ours}&fieldSelector=${encodeURIComponent(selector)}`))).toEqual(names);
  });

  test.each([
    'labelSelector=a b',
    'labelSelector=a in',
    'labelSelector=a in (b',
    'fieldSelector=data.a=b',
    'fieldSelector=metadata.name',
    'limit=x',
  ])('refuses %s', async (query) => {
    const [name = '', ...value] = query.split('=');
    same(await subject.client.get(`${maps}?${name}=${encodeURIComponent(value.join('='))}`));
  });

  test('comes in pages that are of one moment', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c', 'd', 'e']);
    const first = await client.get(`${maps}?${ours}&limit=2`);
    await fill(client, ['bb']);
    await client.delete(`${maps}/d`);
    const rest = await client.get(`${maps}?${ours}&limit=5&continue=${encodeURIComponent(first.body.metadata.continue)}`);
    expect([namesOf(first), namesOf(rest)]).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    expect(rest.body.metadata).toEqual({ resourceVersion: first.body.metadata.resourceVersion });
    expect(first.body.metadata.remainingItemCount).toBeUndefined();
  });

  test('returns the number of remaining items without a selector', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    const { body } = await client.get(`${maps}?limit=1`);
    expect(body.metadata.remainingItemCount).toBeGreaterThanOrEqual(2);
  });

  test('refuses invalid tokens', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    const { body } = await client.get(`${maps}?limit=1`);
    const token = encodeURIComponent(body.metadata.continue);
    same(
      await client.get(`${maps}?limit=1&continue=none`),
      await client.get(`${maps}?limit=1&continue=${token}&resourceVersion=5`),
    );
  });

  test.each([
    'resourceVersion=x',
    'resourceVersionMatch=Exact',
    'resourceVersion=0&resourceVersionMatch=Exact',
    'resourceVersion=1&resourceVersionMatch=Other',
  ])('refuses %s', async (query) => same(await subject.client.get(`${maps}?${query}`)));

  test('is as of an exact version where that is asked for', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    const version = await versionNow(client);
    await fill(client, ['b']);
    const before = await client.get(`${maps}?${ours}&resourceVersion=${version}&resourceVersionMatch=Exact`);
    expect(namesOf(before)).toEqual(['a']);
    expect(before.body.metadata.resourceVersion).toBe(version);
    expect(namesOf(await client.get(`${maps}?${ours}&resourceVersion=${version}&resourceVersionMatch=NotOlderThan`))).toEqual([
      'a',
      'b',
    ]);
  });

  test('of a kind has its list kind, across namespaces too', async () => {
    const { client } = subject;
    same(
      await client.get('/api/v1/configmaps?labelSelector=none=at-all'),
      await client.get('/apis/apps/v1/namespaces/{ns}/deployments'),
    );
  });
});

describe('watch', () => {
  test('from a version delivers later events in order', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    const version = await versionNow(client);
    await fill(client, ['b']);
    await client.patch(`${maps}/a`, 'merge', { data: { a: 'b' } });
    await client.delete(`${maps}/b`);
    const events = await client.watch(`${maps}?watch=1&${ours}&resourceVersion=${version}`, 3);
    expect(told(events)).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
    expect(events.map(client.comparable)).toMatchSnapshot();
  });

  test('without a version begins with what is there', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    expect(told(await client.watch(`${maps}?watch=1&${ours}`, 2)).sort()).toEqual(['ADDED a', 'ADDED b']);
  });

  test('delivers objects that start and stop matching a selector', async () => {
    const { client } = subject;
    const version = await versionNow(client);
    await fill(client, ['a']);
    await client.patch(`${maps}/a`, 'merge', { metadata: { labels: { in: 'yes' } } });
    await client.patch(`${maps}/a`, 'merge', { data: { a: 'b' } });
    await client.patch(`${maps}/a`, 'merge', { metadata: { labels: { in: 'no' } } });
    const events = await client.watch(`${maps}?watch=1&labelSelector=in=yes&resourceVersion=${version}`, 3);
    expect(told(events)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    expect(events[2]?.object.metadata.labels.in).toBe('yes');
  });

  test('of one name delivers only events of that object', async () => {
    const { client } = subject;
    const version = await versionNow(client);
    await fill(client, ['a', 'b', 'c']);
    expect(told(await client.watch(`${maps}?watch=1&fieldSelector=metadata.name=b&resourceVersion=${version}`, 1))).toEqual([
      'ADDED b',
    ]);
  });

  test('ends after its time', async () => {
    const { client } = subject;
    const version = await versionNow(client);
    expect(await client.watch(`${maps}?watch=1&resourceVersion=${version}&timeoutSeconds=1`, 1)).toEqual([]);
  });

  test('with initial events marks their end with a bookmark', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = await client.watch(`${maps}?watch=1&${ours}&${query}`, 3);
    expect(told(events)).toEqual(['ADDED a', 'ADDED b', 'BOOKMARK']);
    expect(client.comparable(events[2])).toMatchSnapshot();
  });

  test.each([
    'sendInitialEvents=true',
    'sendInitialEvents=true&resourceVersionMatch=Exact',
    'resourceVersionMatch=NotOlderThan',
    'resourceVersion=x',
  ])('refuses %s', async (query) => same(await subject.client.get(`${maps}?watch=1&${query}`)));
});

describe('the past', () => {
  test('that is forgotten is refused: to watches with an event, to lists with 410', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b']);
    const { body } = await client.get(`${maps}?${ours}&limit=1`);
    const version = body.metadata.resourceVersion;
    await client.delete(`${maps}/a`);
    await fill(client, ['c']);
    await forgetThePast();
    const [event] = await client.watch(`${maps}?watch=1&resourceVersion=${version}`, 1);
    expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    expect(event?.object.message).toMatch(/^too old resource version: \d+ \(\d+\)$/);
    const exact = await client.get(`${maps}?resourceVersion=${version}&resourceVersionMatch=Exact`);
    const page = await client.get(`${maps}?${ours}&limit=1&continue=${encodeURIComponent(body.metadata.continue)}`);
    same(exact, page);
    // The token in that response continues with the current state.
    const on = await client.get(`${maps}?${ours}&limit=5&continue=${encodeURIComponent(page.body.metadata.continue)}`);
    expect(namesOf(on)).toEqual(['b', 'c']);
  });

  test('outlives a restart', async () => {
    const { client } = subject;
    await fill(client, ['a']);
    const version = await versionNow(client);
    await fill(client, ['b']);
    await restart();
    expect(namesOf(await client.get(`${maps}?${ours}`))).toEqual(['a', 'b']);
    expect(namesOf(await client.get(`${maps}?${ours}&resourceVersion=${version}&resourceVersionMatch=Exact`))).toEqual(['a']);
  });
});
