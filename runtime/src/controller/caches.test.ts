import { newSharedInformerFactory } from '../cache/index.js';
import { newForbidden, newServiceUnavailable } from '../errors/index.js';
import type { KubeObject, Resource } from '../meta/index.js';
import { newFakeClock, silentLogger } from '../util/index.js';
import { Caches } from './caches.js';

const secrets: Resource<KubeObject, unknown, unknown> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  listKind: 'SecretList',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  verbs: [],
  subresources: [],
};

/** Creates caches whose lists and watches all fail. */
async function cachesThatFail(error: Error) {
  const clock = newFakeClock();
  const fail = (): never => {
    throw error;
  };
  const source = { list: fail, watch: fail };
  const factory = newSharedInformerFactory({
    logger: silentLogger,
    clock,
    namespace: 'here',
    listerWatcherFor: () => source,
  });
  const caches = new Caches(factory, clock, 120_000);
  await caches.start(new AbortController().signal);
  return { caches, clock };
}

test('a read that the caller has no right to rejects after the first failed list, with its error', async () => {
  const error = newForbidden({ group: '', resource: 'secrets' }, '', 'jane cannot list secrets');
  const { caches } = await cachesThatFail(error);
  await expect(caches.synced(secrets, undefined)).rejects.toThrow(`secrets cannot be read: ${error.message}`);
  await expect(caches.synced(secrets, undefined)).rejects.toMatchObject({ cause: error });
  await caches.stop();
});

test('a read waits while failures may be temporary, and rejects when the manager stops', async () => {
  const { caches } = await cachesThatFail(newServiceUnavailable('starting'));
  const read = caches.synced(secrets, undefined);
  await caches.stop();
  await expect(read).rejects.toThrow('secrets cannot be read: the manager’s cache was shut down');
});

test('a read outside the scope of the cache rejects at once', async () => {
  const { caches } = await cachesThatFail(newServiceUnavailable('starting'));
  await expect(caches.synced(secrets, undefined, { namespace: 'elsewhere', name: 'x' })).rejects.toThrow(
    'secrets.v1: the namespace "elsewhere" is outside of the cache, which contains only the namespace "here"',
  );
  await caches.stop();
});
