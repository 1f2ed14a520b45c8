/** Malformed requests: patches of each kind, dry runs of every verb, and pages after a compaction. */
import type { Client, Reply } from './support/client.js';
import { afterRestart, forgetThePast, useServer } from './support/server.js';

const subject = useServer();
const maps = '/api/v1/namespaces/{ns}/configmaps';
const ours = 'labelSelector=test=yes';
const map = (name: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { test: 'yes' } },
  data: { a: 'b' },
  ...more,
});
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();
const namesOf = ({ body }: Reply): string[] => body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;
const patch = (client: Client, type: string, body: string, query = ''): Promise<Reply> =>
  client.send('PATCH', `${maps}/a${query}`, { body, headers: { 'content-type': type } });

describe('a patch', () => {
  beforeEach(() => subject.client.must('POST', maps, map('a')));

  test.each(Object.entries(types))('of kind %s that is cut off, of another type, or nothing, is refused', async (name, type) => {
    const { client } = subject;
    const query = name === 'apply' ? '?fieldManager=me' : '';
    const codes: unknown[] = [];
    for (const body of ['', '{', '[]', '"text"', '7', 'true']) {
      const { status, body: answer } = await patch(client, type, body, query);
      codes.push([body, status, answer.reason]);
    }
    expect(codes).toMatchSnapshot();
  });

  test.each(['application/json', 'text/plain', 'application/xml', 'application/yaml', 'nonsense', ''])(
    'of the content type %s is refused',
    async (type) => {
      const { client } = subject;
      same(await patch(client, type, '{}'));
    },
  );
  test('may name a charset with its content type', async () => {
    const { client } = subject;
    const { status } = await patch(client, `${types.merge}; charset=utf-8`, '{"data":{"c":"d"}}');
    expect(status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['a test that fails', [{ op: 'test', path: '/data/a', value: 'c' }]],
    ['a test of what is not there', [{ op: 'test', path: '/data/none', value: 'c' }]],
    ['nothing to remove', [{ op: 'remove', path: '/data/none' }]],
    ['nothing to move', [{ op: 'move', from: '/data/none', path: '/data/b' }]],
    ['a parent that is not there', [{ op: 'add', path: '/none/a', value: 'c' }]],
    ['an unknown operation', [{ op: 'merge', path: '/data/a', value: 'c' }]],
    ['no path', [{ op: 'add', value: 'c' }]],
    ['a path without a slash', [{ op: 'add', path: 'data', value: 'c' }]],
    ['an operation that is not an object', ['add']],
    ['a value of a wrong type', [{ op: 'add', path: '/data/c', value: 5 }]],
    ['the kind', [{ op: 'replace', path: '/kind', value: 'Secret' }]],
    ['the name', [{ op: 'replace', path: '/metadata/name', value: 'b' }]],
    ['no metadata', [{ op: 'remove', path: '/metadata' }]],
  ])('in JSON operations with %s is refused', async (_, operations) => {
    const { client } = subject;
    const { status, body } = await patch(client, types.json, JSON.stringify(operations));
    expect([status, body.reason]).toMatchSnapshot();
    expect((await client.get(`${maps}/a`)).body.data).toEqual({ a: 'b' });
  });

  test('in JSON operations may replace and copy a field that is not there', async () => {
    const { client } = subject;
    const send = (operation: object): Promise<Reply> => patch(client, types.json, JSON.stringify([operation]));
    same(
      await send({ op: 'replace', path: '/data/none', value: 'c' }),
      await send({ op: 'copy', from: '/data/nothing', path: '/data/copied' }),
      await send({ op: 'replace', path: '/metadata/finalizers/0', value: 'c' }),
      await send({ op: 'copy', from: '/nothing/at/all', path: '/data/copied' }),
    );
  });

  test.each<[string, unknown]>([
    ['data of a string', { data: 'text' }],
    ['a number where a string is', { data: { a: 5 } }],
    ['another name', { metadata: { name: 'b' } }],
    ['another namespace', { metadata: { namespace: 'other' } }],
    ['another kind', { kind: 'Secret' }],
    ['another version', { apiVersion: 'v2' }],
    ['an old version of the object', { metadata: { resourceVersion: '1' } }],
    ['another uid', { metadata: { uid: 'none-of-ours' } }],
    ['invalid labels', { metadata: { labels: { 'a b': 'c' } } }],
  ])('that merges %s is refused, in both ways', async (_, body) => {
    const { client } = subject;
    const answers: unknown[] = [];
    for (const type of [types.merge, types.strategic]) {
      const { status, body: answer } = await patch(client, type, JSON.stringify(body));
      answers.push([status, answer.reason]);
    }
    expect(answers).toMatchSnapshot();
  });

  test('of what is not there is not found, unless it is applied', async () => {
    const { client } = subject;
    const codes: number[] = [];
    for (const [name, type] of Object.entries(types)) {
      const body = name === 'json' ? '[]' : JSON.stringify(map('none'));
      const query = name === 'apply' ? '?fieldManager=me' : '';
      const { status } = await client.send('PATCH', `${maps}/none${query}`, { body, headers: { 'content-type': type } });
      codes.push(status);
    }
    expect(codes).toEqual([404, 404, 404, 201]);
  });
  test('that applies needs a manager, and no other kind may be forced', async () => {
    const { client } = subject;
    same(
      await patch(client, types.apply, JSON.stringify(map('a'))),
      await patch(client, types.merge, '{}', '?force=true'),
      await patch(client, types.json, '[]', '?force=true'),
    );
  });
});

describe('a dry run', () => {
  const all = 'dryRun=All';

  test('of every verb answers as the verb does, and changes nothing', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    await client.must(
      'POST',
      maps,
      map('b', { metadata: { name: 'b', labels: { test: 'yes' }, finalizers: ['example.com/wait'] } }),
    );
    const before = await client.get(`${maps}?${ours}`);
    const codes: Record<string, number> = {};
    const send = async (name: string, reply: Promise<Reply>): Promise<void> => {
      const { status } = await reply;
      codes[name] = status;
    };
    await send('create', client.post(`${maps}?${all}`, map('c')));
    await send('create what is there', client.post(`${maps}?${all}`, map('a')));
    await send('update', client.put(`${maps}/a?${all}`, map('a', { data: { a: 'c' } })));
    await send('update what is not there', client.put(`${maps}/none?${all}`, map('none')));
    for (const [name, type] of Object.entries(types)) {
      const body =
        name === 'json' ? '[{"op":"replace","path":"/data/a","value":"c"}]' : JSON.stringify(map('a', { data: { a: 'c' } }));
      const query = name === 'apply' ? `?fieldManager=me&force=true&${all}` : `?${all}`;
      await send(`patch ${name}`, patch(client, type, body, query));
    }
    await send('delete', client.delete(`${maps}/a?${all}`));
    await send('delete by options', client.delete(`${maps}/a`, { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] }));
    await send('delete what waits', client.delete(`${maps}/b?${all}`));
    await send('deletecollection', client.delete(`${maps}?${ours}&${all}`));
    expect(codes).toMatchSnapshot();
    expect((await client.get(`${maps}?${ours}`)).body.items).toEqual(before.body.items);
    expect((await client.get(`${maps}/c`)).status).toBe(404);
  });

  test.each(['dryRun=', 'dryRun=None', 'dryRun=all', 'dryRun=All&dryRun=All', 'dryRun=All&dryRun=None'])(
    'of %s',
    async (query) => {
      const { client } = subject;
      same(await client.post(`${maps}?${query}`, map('a')), await client.delete(`${maps}/a?${query}`));
    },
  );
});

describe('pages', () => {
  const fill = async (client: Client, names: readonly string[]): Promise<void> => {
    for (const name of names) await client.must('POST', maps, map(name));
  };
  const page = (client: Client, query: string): Promise<Reply> => client.get(`${maps}?${query}`);
  const tokenOf = ({ body }: Reply): string => encodeURIComponent(body.metadata.continue);

  test('say how many are left, down to the last', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c', 'd', 'e']);
    // Controllers of a real server add its root certificate, so count only later objects.
    const left: unknown[] = [];
    let reply = await page(client, 'limit=2');
    for (;;) {
      const { continue: token, remainingItemCount } = reply.body.metadata;
      left.push([namesOf(reply).length, remainingItemCount]);
      if (token === undefined) break;
      reply = await page(client, `limit=2&continue=${tokenOf(reply)}`);
    }
    expect(left).toEqual([
      [2, 3],
      [2, 1],
      [1, undefined],
    ]);
  });

  test('do not say how many are left where there is a selector', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    const byLabel = await page(client, `limit=1&${ours}`);
    const byField = await page(client, 'limit=1&fieldSelector=metadata.name!=b');
    expect([byLabel, byField].map(({ body }) => body.metadata.remainingItemCount)).toEqual([undefined, undefined]);
    expect(byLabel.body.metadata.continue).toEqual(expect.any(String));
  });

  test.each(['limit=0', 'limit=3', 'limit=100', 'limit=-1'])('of %s are one page where all fits into it', async (limit) => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c']);
    const { status, body } = await page(client, limit);
    expect({ status, continue: body.metadata.continue, items: body.items?.length, message: body.message }).toMatchSnapshot();
  });

  test('whose version is forgotten go on in what is there now, by the token of the refusal', async () => {
    const { client } = subject;
    await fill(client, ['a', 'b', 'c', 'd']);
    const first = await page(client, `limit=2&${ours}`);
    await client.delete(`${maps}/c`);
    await fill(client, ['bb', 'e']);
    await forgetThePast();
    const refused = await afterRestart(() => page(client, `limit=2&${ours}&continue=${tokenOf(first)}`));
    expect(refused.status).toBe(410);
    expect(client.comparable(refused)).toMatchSnapshot();
    const second = await page(client, `limit=2&${ours}&continue=${tokenOf(refused)}`);
    expect(namesOf(second)).toEqual(['bb', 'd']);
    // From here, the pages belong to one version again.
    await client.delete(`${maps}/e`);
    const third = await page(client, `limit=2&${ours}&continue=${tokenOf(second)}`);
    expect(namesOf(third)).toEqual(['e']);
    expect(third.body.metadata.continue).toBeUndefined();
  });
});

describe('a watch', () => {
  test.each(['timeoutSeconds=x', 'timeoutSeconds=-1', 'allowWatchBookmarks=maybe', 'watch=maybe', 'resourceVersion=-1'])(
    'with %s is answered alike',
    async (query) => {
      const { client } = subject;
      const { status, body } = await client.get(`${maps}?watch=1&timeoutSeconds=1&${query}`);
      expect([status, body.reason, body.message]).toMatchSnapshot();
    },
  );
  test('ends after its time with nothing more, also where it has told of something', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    const events = await client.watch(`${maps}?watch=1&${ours}&timeoutSeconds=1`, 2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED']);
  });
  test('of initial events ends after its time too, with its bookmark', async () => {
    const { client } = subject;
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = await client.watch(`${maps}?watch=1&${ours}&${query}&timeoutSeconds=1`, 2);
    expect(events.map(({ type }) => type)).toEqual(['BOOKMARK']);
  });
  test('by its path is the watch by its parameter', async () => {
    const { client } = subject;
    await client.must('POST', maps, map('a'));
    const events = await client.watch(`/api/v1/watch/namespaces/{ns}/configmaps?${ours}&timeoutSeconds=1`, 2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED']);
  });
});
