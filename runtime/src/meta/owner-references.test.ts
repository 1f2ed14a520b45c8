import {
  AlreadyOwnedError,
  getControllerOf,
  hasOwnerReference,
  isControlledBy,
  newControllerRef,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './index.js';
import type { Immutable, KubeObject, ObjectMeta } from './index.js';

const owner = { apiVersion: 'cache.example.com/v1', kind: 'RedisCluster', metadata: { name: 'a', namespace: 'ns', uid: 'u1' } };
const other = { apiVersion: 'cache.example.com/v1', kind: 'RedisCluster', metadata: { name: 'b', namespace: 'ns', uid: 'u2' } };
const reference = { apiVersion: 'cache.example.com/v1', kind: 'RedisCluster', name: 'a', uid: 'u1' };

interface Owned {
  metadata: ObjectMeta;
}
const owned = (metadata: ObjectMeta = {}): Owned => ({ metadata: { name: 'x', namespace: 'ns', ...metadata } });

describe('setControllerReference', () => {
  test('adds a reference with controller and blockOwnerDeletion', () => {
    const object = owned();
    setControllerReference(owner, object);
    expect(object.metadata.ownerReferences).toEqual([{ ...reference, blockOwnerDeletion: true, controller: true }]);
    expect(object.metadata.ownerReferences).toEqual([newControllerRef(owner)]);
  });

  test('can omit blockOwnerDeletion', () => {
    const object = owned();
    setControllerReference(owner, object, { blockOwnerDeletion: false });
    expect(object.metadata.ownerReferences).toEqual([{ ...reference, blockOwnerDeletion: false, controller: true }]);
  });

  test('replaces an existing reference, also one of another version, and updates the uid', () => {
    const object = owned({ ownerReferences: [{ ...reference, kind: 'Other' }] });
    setControllerReference(owner, object);
    setControllerReference({ ...owner, apiVersion: 'cache.example.com/v2', metadata: { ...owner.metadata, uid: 'u9' } }, object);
    expect(object.metadata.ownerReferences).toHaveLength(2);
    expect(object.metadata.ownerReferences?.[1]).toMatchObject({ apiVersion: 'cache.example.com/v2', uid: 'u9' });
  });

  test('turns an existing owner into the controller', () => {
    const object = owned();
    setOwnerReference(owner, object);
    setControllerReference(owner, object);
    expect(object.metadata.ownerReferences).toEqual([{ ...reference, blockOwnerDeletion: true, controller: true }]);
  });

  test('throws for an object that another controller manages', () => {
    const object = owned();
    setControllerReference(other, object);
    expect(() => setControllerReference(owner, object)).toThrow(AlreadyOwnedError);
    expect(() => setControllerReference(owner, object)).toThrow(
      'Object ns/x is already owned by another RedisCluster controller b',
    );
    expect(object.metadata.ownerReferences).toHaveLength(1);
  });

  test.each([
    [
      { namespace: 'elsewhere' },
      "cross-namespace owner references are disallowed, owner's namespace ns, obj's namespace elsewhere",
    ],
    [{ namespace: undefined }, "cluster-scoped resource must not have a namespace-scoped owner, owner's namespace ns"],
  ])('throws for an object with %j', (metadata, message) => {
    const object = owned(metadata);
    expect(() => setControllerReference(owner, object)).toThrow(message);
    expect(() => setOwnerReference(owner, object)).toThrow(message);
    expect(object.metadata.ownerReferences).toBeUndefined();
  });

  test('accepts a cluster-scoped owner of any object', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'u' } };
    const object = owned();
    setControllerReference(node, object);
    expect(isControlledBy(object, node)).toBe(true);
  });

  test('throws for an owner that was never read from the server', () => {
    expect(() => setControllerReference({ ...owner, metadata: { name: 'a' } }, owned())).toThrow(
      /metadata.uid.*read it from the server/,
    );
  });
});

describe('setOwnerReference', () => {
  test('adds several references, each once', () => {
    const object = owned();
    setOwnerReference(owner, object);
    setOwnerReference(other, object, { blockOwnerDeletion: true });
    setOwnerReference(owner, object);
    expect(object.metadata.ownerReferences).toEqual([
      reference,
      { ...reference, name: 'b', uid: 'u2', blockOwnerDeletion: true },
    ]);
    expect(getControllerOf(object)).toBeUndefined();
  });

  test('is undone by removeOwnerReference', () => {
    const object = owned();
    setOwnerReference(owner, object);
    expect(hasOwnerReference(owner, object)).toBe(true);
    expect(removeOwnerReference(other, object)).toBe(false);
    expect(removeOwnerReference(owner, object)).toBe(true);
    expect(hasOwnerReference(owner, object)).toBe(false);
    expect(removeOwnerReference(owner, owned())).toBe(false);
  });
});

describe('isControlledBy', () => {
  test('compares the uid of the managing controller', () => {
    const object = owned();
    setOwnerReference(other, object);
    setControllerReference(owner, object);
    expect(isControlledBy(object, owner)).toBe(true);
    expect(isControlledBy(object, other)).toBe(false);
    expect(isControlledBy(object, { ...owner, metadata: { ...owner.metadata, uid: 'recreated' } })).toBe(false);
    expect(isControlledBy(owned(), owner)).toBe(false);
  });

  test('getControllerOf returns a copy', () => {
    const object = owned();
    setControllerReference(owner, object);
    getControllerOf(object)!.name = 'changed';
    expect(object.metadata.ownerReferences?.[0]?.name).toBe('a');
  });
});

/** Only compiled, never called. */
export function compiles(cached: Immutable<KubeObject>, mine: KubeObject): void {
  setControllerReference(cached, mine);
  getControllerOf(cached);
  isControlledBy(cached, cached);
  // @ts-expect-error an object from a cache is not changed
  setControllerReference(mine, cached);
  // @ts-expect-error an object from a cache is not changed
  setOwnerReference(mine, cached);
}
