import { type ServerContext, internalCall } from '../handlers/context.js';
import { removeObject } from '../handlers/delete.js';
import { arrayOrEmpty, at, clone, setAt } from '../json/json.js';
import { type ApiObject, type Meta, keyOf } from '../json/object.js';
import type { ResourceDefinition } from '../resources/definition.js';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** The key under which an object is stored, and its collection. */
interface Place {
  readonly storage: string;
  readonly key: string;
}

/**
 * Starts the garbage collector and the namespace controller of a cluster. Soon after each change, dependents of deleted owners
 * are deleted or orphaned as the deletion requested, and terminating namespaces are emptied. It works between requests, never
 * inside one, and leaves no timer.
 *
 * Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function startGarbageCollector(context: ServerContext): void {
  const { store } = context;
  /** The dependents of each owner, by its uid. */
  const dependents = new Map<string, Map<string, Place>>();
  /** The places of existing objects, by uid. */
  const alive = new Map<string, Place>();
  let work: (() => void)[] = [];
  let draining = false;

  const later = (task: () => void): void => {
    work.push(task);
    if (work.length === 1 && !draining) queueMicrotask(drain);
  };
  const drain = (): void => {
    draining = true;
    while (work.length > 0) {
      const tasks = work;
      work = [];
      for (const task of tasks) task();
    }
    draining = false;
  };

  store.onChange((storage, { type, object, previous, key }) => {
    const { uid } = object.metadata;
    if (uid === undefined) return;
    const place = { storage, key };
    const id = `${storage}/${key}`;
    for (const owner of previous?.metadata.ownerReferences ?? []) dependents.get(owner.uid)?.delete(id);
    if (type === 'DELETED') {
      alive.delete(uid);
      later(() => collectDependents(uid));
      later(() => releaseOwners(object));
      const { namespace } = object.metadata;
      if (namespace !== undefined) later(() => finishNamespace(namespace));
      return;
    }
    alive.set(uid, place);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const known = dependents.get(owner.uid) ?? new Map<string, Place>();
      dependents.set(owner.uid, known.set(id, place));
    }
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length > 0) later(() => collectIfOrphaned(place));
    if (object.metadata.deletionTimestamp !== undefined) later(() => proceed(place));
  });

  const find = ({ storage, key }: Place): ApiObject | undefined => store.collection(storage).get(key);

  /** Deletes an object by the rules of the server. */
  const deleteAt = (place: Place): void => {
    const object = find(place);
    const definition = definitionOf(context, place.storage);
    if (object === undefined || definition === undefined || object.metadata.deletionTimestamp !== undefined) return;
    const { namespace = '', name = '' } = object.metadata;
    removeObject(internalCall(context, definition, { verb: 'delete', namespace, name }), object, {
      dryRun: false,
      gracePeriodSeconds: undefined,
      propagationPolicy: 'Background',
      orphanDependents: undefined,
      uid: undefined,
      resourceVersion: undefined,
    });
  };

  const dependentsOf = (uid: string): Place[] => [...(dependents.get(uid)?.values() ?? [])];

  const change = (place: Place, edit: (meta: Meta) => void): void => {
    const object = find(place);
    if (object === undefined) return;
    const next = clone(object);
    edit(next.metadata);
    const ends = next.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0;
    if (ends && place.storage !== 'namespaces') store.remove(place.storage, next);
    else store.put(place.storage, next);
  };

  const dropOwner = (place: Place, uid: string): void =>
    change(place, (meta) => {
      const rest = (meta.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      if (rest.length > 0) meta.ownerReferences = rest;
      else delete meta.ownerReferences;
    });

  const dropFinalizer = (place: Place, finalizer: string): void =>
    change(place, (meta) => {
      const rest = (meta.finalizers ?? []).filter((name) => name !== finalizer);
      if (rest.length > 0) meta.finalizers = rest;
      else delete meta.finalizers;
    });

  /** Deletes the dependents of an owner that is gone. A dependent with another living owner only loses the reference. */
  const collectDependents = (uid: string): void => {
    for (const place of dependentsOf(uid)) {
      const owners = find(place)?.metadata.ownerReferences ?? [];
      if (owners.some((owner) => alive.has(owner.uid))) dropOwner(place, uid);
      else deleteAt(place);
    }
    if (dependents.get(uid)?.size === 0) dependents.delete(uid);
  };

  /** Deletes an object whose owners are all gone. */
  const collectIfOrphaned = (place: Place): void => {
    const owners = find(place)?.metadata.ownerReferences ?? [];
    if (owners.length > 0 && owners.every((owner) => !alive.has(owner.uid))) deleteAt(place);
  };

  /** Does the collector's part of a deletion in progress. */
  const proceed = (place: Place): void => {
    const object = find(place);
    if (object === undefined) return;
    const { uid = '', finalizers = [], name = '' } = object.metadata;
    if (finalizers.includes(orphan)) {
      for (const dependent of dependentsOf(uid)) dropOwner(dependent, uid);
      dropFinalizer(place, orphan);
    } else if (finalizers.includes(foreground)) {
      for (const dependent of dependentsOf(uid)) deleteAt(dependent);
      if (!isBlocked(uid)) dropFinalizer(place, foreground);
    }
    if (place.storage === 'namespaces') emptyNamespace(name);
  };

  const isBlocked = (uid: string): boolean =>
    dependentsOf(uid).some((place) =>
      (find(place)?.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid && owner['blockOwnerDeletion'] === true),
    );

  /** Releases an owner that waits in foreground deletion when its last blocking dependent is gone. */
  const releaseOwners = (gone: ApiObject): void => {
    for (const { uid } of gone.metadata.ownerReferences ?? []) {
      const place = alive.get(uid);
      if (place !== undefined && find(place)?.metadata.deletionTimestamp !== undefined) proceed(place);
    }
  };

  const contentOf = (namespace: string): Place[] =>
    [...store.collections].flatMap(([storage, collection]) =>
      definitionOf(context, storage)?.namespaced === true
        ? collection.list(`${namespace}/`).map(([, object]) => ({ storage, key: keyOf(object) }))
        : [],
    );

  const emptyNamespace = (namespace: string): void => {
    for (const place of contentOf(namespace)) deleteAt(place);
    finishNamespace(namespace);
  };

  const finishNamespace = (name: string): void => {
    const place = { storage: 'namespaces', key: name };
    const object = find(place);
    if (object?.metadata.deletionTimestamp === undefined || contentOf(name).length > 0) return;
    const next = clone(object);
    const others = arrayOrEmpty(at(next, 'spec', 'finalizers')).filter((finalizer) => finalizer !== 'kubernetes');
    setAt(next, ['spec', 'finalizers'], others);
    if (others.length === 0 && (next.metadata.finalizers ?? []).length === 0) store.remove('namespaces', next);
  };
}

/** Returns any version of the resource that is stored there. */
function definitionOf(context: ServerContext, storage: string): ResourceDefinition | undefined {
  return context.registry.all().find((definition) => definition.storage === storage);
}
