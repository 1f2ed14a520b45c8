/**
 * The contract of the generated clients for options, errors, loops and signals, against the embedded API server over real
 * sockets.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isConnectionError,
  isConflict,
  isGone,
  isInvalid,
  isNotFound,
  isResourceExpired,
  isStatusError,
  jsonPatch,
  jsonPatchFrom,
  jsonPointer,
  mergeFrom,
  mergePatch,
  mutableCopy,
  parseSelector,
  reasonForError,
} from 'kube-client-runtime';
import * as errors from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import {
  createClientset as createPodClientset,
  type Clientset as PodClientset,
} from '../examples/pod-watcher/generated/index.js';
import { createClientset, createSharedInformerFactory, type Clientset } from '../examples/rediscluster/generated/index.js';

const crd = readFileSync(path.join(import.meta.dirname, '../examples/rediscluster/crd.yaml'), 'utf8');

let server: ApiServer;
let clientset: Clientset;
let podClientset: PodClientset;

beforeEach(async () => {
  server = await startApiServer({ crds: [crd], bookmarkIntervalMs: 20 });
  clientset = createClientset(server.restConfig());
  podClientset = createPodClientset(server.restConfig());
});
afterEach(async () => {
  clientset.rest.close();
  podClientset.rest.close();
  await server.stop();
  expect(server.connections).toBe(0);
});

const redis = () => clientset.cacheV1alpha1.redisClusters('default');
const pods = () => podClientset.coreV1.pods('default');
const cluster = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, labels },
  spec: { replicas: 1, image: 'redis:7.4' },
});
async function create(...names: string[]): Promise<void> {
  for (const name of names) await redis().create(cluster(name, { name }));
}
const namesOf = (list: { items: { metadata: { name: string } }[] }): string[] => list.items.map(({ metadata }) => metadata.name);

describe('reading', () => {
  test('iterate requests all pages, and list returns one page with the number of remaining items', async () => {
    await create('a', 'b', 'c', 'd', 'e');
    server.clearRequests();
    const names: string[] = [];
    for await (const { metadata } of redis().iterate({ limit: 2 })) names.push(metadata.name);
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(server.requests).toHaveLength(3);
    const page = await redis().list({ limit: 2 });
    expect(page.metadata.remainingItemCount).toBe(3);
    expect(namesOf(await redis().list({ limit: 2, continue: page.metadata.continue }))).toEqual(['c', 'd']);
  });

  test.each([
    ['a string', 'name in (a,b)'],
    ['a parsed selector', parseSelector('name in (a,b)')],
    ['the form of specs', { matchExpressions: [{ key: 'name', operator: 'In' as const, values: ['a', 'b'] }] }],
  ])('a label selector can be %s', async (_what, labelSelector) => {
    await create('a', 'b', 'c');
    expect(namesOf(await redis().list({ labelSelector }))).toEqual(['a', 'b']);
    expect(
      namesOf(await clientset.cacheV1alpha1.redisClusters().list({ labelSelector, fieldSelector: 'metadata.name=b' })),
    ).toEqual(['b']);
  });

  test('an item of a list can be sent back unchanged', async () => {
    await create('a');
    const [item] = (await redis().list()).items;
    expect(item).toEqual(await redis().get('a'));
    if (item) expect(await redis().update(item)).toEqual(item);
  });
});

describe('writing', () => {
  test('a dry run returns the object and stores nothing', async () => {
    expect((await redis().create(cluster('a'), { dryRun: true })).metadata.uid).not.toBe('');
    await expect(redis().get('a')).rejects.toMatchObject({ reason: 'NotFound' });
    await create('a');
    await redis().delete('a', { dryRun: true });
    await redis().deleteCollection({ dryRun: 'All' });
    expect((await redis().patch('a', mergePatch({ spec: { replicas: 9 } }), { dryRun: ['All'] })).spec.replicas).toBe(9);
    expect((await redis().get('a')).spec.replicas).toBe(1);
  });

  test('each kind of patch changes only its fields', async () => {
    await redis().create(cluster('a', { keep: '1', drop: '1' }));
    const merged = await redis().patch('a', mergePatch({ metadata: { labels: { drop: null } }, spec: { replicas: 2 } }));
    expect(merged).toMatchObject({ metadata: { labels: { keep: '1' } }, spec: { replicas: 2, image: 'redis:7.4' } });
    const path = jsonPointer('metadata', 'labels', 'example.com/x');
    const added = await redis().patch('a', jsonPatch([{ op: 'add', path, value: '1' }]));
    expect(added.metadata.labels).toEqual({ keep: '1', 'example.com/x': '1' });
    const own = mutableCopy(added);
    own.spec.image = 'redis:8';
    expect((await redis().patch('a', mergeFrom(added, own))).spec).toEqual({ replicas: 2, image: 'redis:8' });
    expect(
      (await redis().patchStatus('a', mergePatch({ spec: { replicas: 7 }, status: { phase: 'Failed' } }))).spec.replicas,
    ).toBe(2);
  });

  test('a patch with an optimistic lock fails if the object has changed', async () => {
    const before = await redis().create(cluster('a'));
    await redis().patch('a', mergePatch({ spec: { replicas: 2 } }));
    const own = { ...before, spec: { ...before.spec, replicas: 3 } };
    const refused = (patch: Parameters<ReturnType<typeof redis>['patch']>[1]) =>
      redis()
        .patch('a', patch)
        .catch((error: unknown) => error);
    expect(isConflict(await refused(mergeFrom(before, own, { optimisticLock: true })))).toBe(true);
    expect(isInvalid(await refused(jsonPatchFrom(before, own, { optimisticLock: true })))).toBe(true);
    expect((await redis().get('a')).spec.replicas).toBe(2);
  });

  test('a deletion respects preconditions and finalizers', async () => {
    const created = await redis().create({ ...cluster('a'), metadata: { name: 'a', finalizers: ['example.com/f'] } });
    expect(
      isConflict(
        await redis()
          .delete('a', { preconditions: { uid: 'another' } })
          .catch((error: unknown) => error),
      ),
    ).toBe(true);
    const going = await redis().delete('a', { preconditions: { uid: created.metadata.uid }, propagationPolicy: 'Background' });
    expect(going.kind).toBe('RedisCluster');
    expect((await redis().get('a')).metadata.deletionTimestamp).toBeDefined();
    await redis().patch('a', mergePatch({ metadata: { finalizers: null } }));
    expect(
      isNotFound(
        await redis()
          .get('a')
          .catch((error: unknown) => error),
      ),
    ).toBe(true);
  });

  test('deleteCollection deletes the selected objects, and returns them', async () => {
    await create('a', 'b', 'c');
    const deleted = await redis().deleteCollection({ labelSelector: 'name!=b' });
    expect(deleted).toMatchObject({
      items: [
        { kind: 'RedisCluster', metadata: { name: 'a' } },
        { kind: 'RedisCluster', metadata: { name: 'c' } },
      ],
    });
    expect(namesOf(await redis().list())).toEqual(['b']);
  });

  test('a pod is bound and evicted by its name, and its log is text', async () => {
    await pods().create({ metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
    await pods().bind('a', { target: { name: 'node-1' } });
    expect((await pods().get('a')).spec?.nodeName).toBe('node-1');
    expect(await pods().log('a', { container: 'c', tailLines: 1 })).toBe('');
    expect((await pods().evict('a', { deleteOptions: { gracePeriodSeconds: 0 } })).status).toBe('Success');
  });
});

describe('errors', () => {
  type Case = [reason: string, code: number, predicate: (error: unknown) => boolean];
  test.each<Case>([
    ['BadRequest', 400, errors.isBadRequest],
    ['Unauthorized', 401, errors.isUnauthorized],
    ['Forbidden', 403, errors.isForbidden],
    ['NotFound', 404, errors.isNotFound],
    ['MethodNotAllowed', 405, errors.isMethodNotSupported],
    ['NotAcceptable', 406, errors.isNotAcceptable],
    ['AlreadyExists', 409, errors.isAlreadyExists],
    ['Conflict', 409, errors.isConflict],
    ['Gone', 410, errors.isGone],
    ['Expired', 410, errors.isResourceExpired],
    ['RequestEntityTooLarge', 413, errors.isRequestEntityTooLarge],
    ['UnsupportedMediaType', 415, errors.isUnsupportedMediaType],
    ['Invalid', 422, errors.isInvalid],
    ['TooManyRequests', 429, errors.isTooManyRequests],
    ['InternalError', 500, errors.isInternalError],
    ['ServerTimeout', 500, errors.isServerTimeout],
    ['ServiceUnavailable', 503, errors.isServiceUnavailable],
    ['Timeout', 504, errors.isTimeout],
  ])('%s has the complete Status, and matches its predicate', async (reason, code, predicate) => {
    const status = {
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      message: 'no',
      reason,
      code,
      details: { name: 'a' },
    } as const;
    server.faults.add({ verb: 'get' }, { type: 'status', status });
    const error: unknown = await redis()
      .get('a')
      .catch((error: unknown) => error);
    expect(isStatusError(error) && error.status).toEqual(status);
    expect(reasonForError(error)).toBe(reason);
    expect(predicate(error)).toBe(true);
    expect(predicate(new Error('no'))).toBe(false);
  });

  test('a server that does not run is a connection error that names the request', async () => {
    await server.pause();
    const error: unknown = await redis()
      .get('a')
      .catch((error: unknown) => error);
    expect(isConnectionError(error)).toBe(true);
    expect(String(error)).toMatch(/^ConnectionError: GET http:\/\/127\.0\.0\.1:\d+\/apis\/cache\.example\.com.*ECONNREFUSED/);
    await server.restart();
  });
});

describe('watches', () => {
  test('a watch that requests the initial state receives it first, up to a bookmark, and then the changes', async () => {
    await create('a', 'b');
    const types: string[] = [];
    const asked = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } as const;
    for await (const event of redis().watch(asked)) {
      types.push(event.type);
      if (event.type !== 'BOOKMARK') continue;
      expect(event.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
      break;
    }
    expect(types).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
  });

  test('a watch receives bookmarks', async () => {
    await create('a');
    for await (const event of redis().watch({ resourceVersion: server.resourceVersion })) {
      expect(event).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: server.resourceVersion } } });
      break;
    }
  });

  test('a watch from an expired version ends with an event that reports it', async () => {
    await create('a', 'b');
    server.compact();
    const events: unknown[] = [];
    for await (const event of redis().watch({ resourceVersion: '1' })) events.push(event);
    expect(events).toEqual([{ type: 'ERROR', status: expect.objectContaining({ code: 410, reason: 'Expired' }) }]);
    expect(isResourceExpired(new errors.StatusError({ code: 410, reason: 'Expired', status: 'Failure' }))).toBe(true);
    expect(isGone(new errors.StatusError({ code: 410, reason: 'Gone', status: 'Failure' }))).toBe(true);
  });

  test('timeoutSeconds ends a watch, timeoutMs and the signal fail it, and leaving the loop closes it', async () => {
    await create('a');
    const drain = async (options: errors.WatchOptions): Promise<void> => {
      for await (const event of redis().watch({ allowWatchBookmarks: false, ...options })) expect(event.type).toBe('ADDED');
    };
    await drain({ timeoutSeconds: 1 });
    await expect(drain({ timeoutMs: 20 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    const controller = new AbortController();
    const drained = drain({ signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(drained).rejects.toThrow('enough');
    for await (const event of redis().watch()) if (event.type === 'ADDED') break;
  });

  test('a dozen watches with a pool of two delay no other request', async () => {
    await create('a');
    const small = createClientset({ ...server.restConfig(), maxConnections: 2 });
    const client = small.cacheV1alpha1.redisClusters('default');
    const watches = Array.from({ length: 12 }, () => client.watch({ allowWatchBookmarks: false }));
    for (const watch of watches) await watch.next();
    const lists = await Promise.all(Array.from({ length: 20 }, () => client.list({ timeoutMs: 5_000 })));
    expect(lists.every(({ items }) => items.length === 1)).toBe(true);
    expect(server.watches).toBe(12);
    for (const watch of watches) await watch.return?.();
    small.rest.close();
  });
});

test('a thousand requests in a row use one connection', async () => {
  for (let i = 0; i < 1000; i++) await redis().list({ limit: 1 });
  expect(server.connections).toBe(1);
});

test('a signal that fires at any time of a call ends it with its reason', async () => {
  await create('a');
  const enough = new Error('enough');
  await expect(redis().list({ signal: AbortSignal.abort(enough) })).rejects.toBe(enough);
  const busy = {
    apiVersion: 'v1',
    kind: 'Status',
    status: 'Failure',
    code: 429,
    reason: 'TooManyRequests',
    details: { retryAfterSeconds: 60 },
  } as const;
  const faults = [
    { type: 'hold' },
    { type: 'hold', afterBytes: 20 },
    { type: 'delay', ms: 60_000 },
    { type: 'status', status: busy },
  ] as const;
  for (const fault of faults) {
    const met = server.faults.add({ verb: 'list' }, fault);
    const controller = new AbortController();
    const list = redis().list({ signal: controller.signal });
    list.catch(() => {});
    while (met.hits === 0) await new Promise(setImmediate);
    controller.abort(enough);
    await expect(list).rejects.toBe(enough);
  }
});

test('two factories have separate caches, and end separately', async () => {
  await create('a', 'b');
  const stop = new AbortController();
  const all = createSharedInformerFactory(clientset);
  const some = createSharedInformerFactory(clientset, {
    tweakListOptions: (options) => (options.labelSelector = { matchLabels: { name: 'a' } }),
  });
  const lister = { all: all.cacheV1alpha1.redisClusters.lister, some: some.cacheV1alpha1.redisClusters.lister };
  all.start(stop.signal);
  some.start(stop.signal);
  await Promise.all([all.waitForCacheSync(stop.signal), some.waitForCacheSync(stop.signal)]);
  expect([lister.all.list().length, lister.some.list().length]).toEqual([2, 1]);
  await some.shutdown();
  const { informer } = all.cacheV1alpha1.redisClusters;
  const seen = new Promise<void>((resolve) =>
    informer.addEventHandler({ onAdd: (obj) => obj.metadata.name === 'c' && resolve() }),
  );
  await create('c');
  await seen;
  expect(lister.all.namespace('default').get('c')).toBeDefined();
  stop.abort();
  await all.shutdown();
});
