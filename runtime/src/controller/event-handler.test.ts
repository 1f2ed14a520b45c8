import type { OwnerReference, ResourceInfo } from '../meta/index.js';
import {
  enqueueRequestForObject,
  enqueueRequestForOwner,
  enqueueRequestsFromMapFunc,
  type EventHandler,
} from './event-handler.js';
import type { ObjectEvent, WatchedObject } from './event.js';
import { requestKey, type Request } from './request.js';

async function asked(handler: EventHandler, ...events: ObjectEvent<WatchedObject>[]): Promise<string[]> {
  const keys: string[] = [];
  const add = (request: Request): void => void keys.push(requestKey(request));
  for (const event of events) await handler(event, { add, addAfter: add, addRateLimited: add });
  return keys;
}

const owners = (...ownerReferences: OwnerReference[]): WatchedObject => ({
  metadata: { namespace: 'ns', name: 'pod', ownerReferences },
});
const owner = (name: string, changes: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name,
  uid: name,
  ...changes,
});
const create = (object: WatchedObject): ObjectEvent<WatchedObject> => ({ type: 'create', object, isInInitialList: false });
const update = (oldObject: WatchedObject, object: WatchedObject): ObjectEvent<WatchedObject> => ({
  type: 'update',
  oldObject,
  object,
});
const remove = (object: WatchedObject): ObjectEvent<WatchedObject> => ({ type: 'delete', object, deleteStateUnknown: true });
const generic = (object: WatchedObject): ObjectEvent<WatchedObject> => ({ type: 'generic', object });
const replicaSets: ResourceInfo = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  listKind: 'ReplicaSetList',
  plural: 'replicasets',
  singular: 'replicaset',
  namespaced: true,
  verbs: [],
  subresources: [],
};

describe('enqueueRequestForObject', () => {
  const a: WatchedObject = { metadata: { namespace: 'ns', name: 'a' } };
  test.each([create(a), update(a, a), remove(a), generic(a)])('enqueues the object once on $type', async (event) => {
    expect(await asked(enqueueRequestForObject, event)).toEqual(['ns/a']);
  });

  test('leaves the namespace empty for a cluster-scoped object', async () => {
    expect(await asked(enqueueRequestForObject, create({ metadata: { name: 'node' } }))).toEqual(['node']);
  });
});

describe('enqueueRequestForOwner', () => {
  const handler = enqueueRequestForOwner(replicaSets);
  test.each([create(owners(owner('a'))), remove(owners(owner('a'))), generic(owners(owner('a')))])(
    'enqueues the owner on $type',
    async (event) => {
      expect(await asked(handler, event)).toEqual(['ns/a']);
    },
  );

  test('enqueues the owners of both states of an update, each once', async () => {
    expect(await asked(handler, update(owners(owner('a')), owners(owner('b'))))).toEqual(['ns/a', 'ns/b']);
    expect(await asked(handler, update(owners(owner('a')), owners(owner('a'))))).toEqual(['ns/a']);
  });

  test.each<[string, Partial<OwnerReference>, string[]]>([
    ['another version', { apiVersion: 'apps/v1beta1' }, ['ns/a']],
    ['another group', { apiVersion: 'example.com/v1' }, []],
    ['the core group', { apiVersion: 'v1' }, []],
    ['another kind', { kind: 'DaemonSet' }, []],
    ['a malformed group version', { apiVersion: 'a/b/c' }, []],
  ])('matches a reference by group, kind and controller: %s', async (_what, changes, keys) => {
    expect(await asked(handler, create(owners(owner('a', changes))))).toEqual(keys);
  });

  test('enqueues every owner of the kind, or only the managing controller', async () => {
    const object = owners(owner('a'), owner('b', { controller: true }), owner('c', { controller: false }));
    expect(await asked(handler, create(object))).toEqual(['ns/a', 'ns/b', 'ns/c']);
    expect(await asked(enqueueRequestForOwner(replicaSets, { onlyControllerOwner: true }), create(object))).toEqual(['ns/b']);
  });

  test('leaves the namespace empty if the kind of the owner is cluster-scoped', async () => {
    const ofCluster = enqueueRequestForOwner({ ...replicaSets, namespaced: false });
    expect(await asked(ofCluster, create(owners(owner('a'))))).toEqual(['a']);
  });

  test('enqueues nothing without owner references', async () => {
    expect(await asked(handler, create({ metadata: { name: 'a' } }), create(owners()))).toEqual([]);
  });
});

describe('enqueueRequestsFromMapFunc', () => {
  const both = (object: WatchedObject): Request[] => [
    { namespace: 'ns', name: object.metadata.name ?? '' },
    { namespace: 'ns', name: 'all' },
  ];

  test('enqueues the requests of the function, which is called with both states of an update', async () => {
    const handler = enqueueRequestsFromMapFunc(both);
    const [a, b] = [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }];
    expect(await asked(handler, create(a))).toEqual(['ns/a', 'ns/all']);
    expect(await asked(handler, update(a, b))).toEqual(['ns/a', 'ns/all', 'ns/b']);
  });

  test('awaits the promise of the function', async () => {
    const handler = enqueueRequestsFromMapFunc(async (object: WatchedObject) => both(object));
    expect(await asked(handler, remove({ metadata: { name: 'a' } }))).toEqual(['ns/a', 'ns/all']);
  });
});
