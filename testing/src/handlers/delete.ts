import { newConflict } from 'kube-client-runtime/errors';
import { type JsonObject, at, clone, setAt, stringsOf } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { admitDeletion } from './admission.js';
import { type Call, printTime } from './context.js';
import { type DeleteRequest, readDeleteOptions } from './delete-options.js';
import { readListQuery } from './options.js';
import { findStored, readPage } from './read.js';
import type { ServerResponse } from './request.js';
import { readSelection } from './selection.js';
import { listItem, negotiateShape } from './shape.js';

/** The collection of CustomResourceDefinitions. Their deletion has its own rules, without a grace period or generation. */
const definitionStorage = 'customresourcedefinitions.apiextensions.k8s.io';
const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** The result of a deletion. */
export interface Deletion {
  /** The object after the call. */
  readonly object: ApiObject;
  /** Whether the object no longer exists. */
  readonly gone: boolean;
}

/** Handles DELETE of an object. */
export function remove(call: Call): ServerResponse {
  const { definition, info, request } = call;
  const shape = negotiateShape(request.headers['accept'], definition);
  const options = readDeleteOptions(call);
  const stored = findStored(call);
  admitDeletion(call, info.name);
  const { object, gone } = removeObject(call, stored, options);
  const status = !gone && options.orphanDependents === false ? 202 : 200;
  const whole = !gone || returnsObject.has(definition.storage);
  return { status, headers: {}, body: { type: 'json', value: whole ? shape.object(definition, object) : success(call, object) } };
}

/** Resources whose deletion returns the deleted object instead of a `Status`. */
const returnsObject: ReadonlySet<string> = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourcequotas',
  'resourceslices.resource.k8s.io',
  'serviceaccounts',
  'services',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
]);

function success(call: Call, object: ApiObject): JsonObject {
  const { group, plural } = call.definition;
  const { name = '', uid = '' } = object.metadata;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group !== '' && { group }), kind: plural, uid },
  };
}

/** Deletes a stored object according to grace period, finalizers and preconditions. */
export function removeObject(call: Call, stored: ApiObject, options: DeleteRequest): Deletion {
  const { definition, context } = call;
  checkPreconditions(call, stored, options);
  const object = clone(stored);
  const { metadata } = object;
  const grace = applyGrace(call, object, options);
  if (grace === 'pending') return { object: stored, gone: false };
  if (stored.metadata.deletionTimestamp === undefined) {
    definition.strategy.beginDelete?.(object, printTime(context.clock.now()));
  }
  const finalizers = garbageFinalizers(call, object, options);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else Reflect.deleteProperty(metadata, 'finalizers');
  const namespaceStays = definition.storage === 'namespaces' && stringsOf(at(object, 'spec', 'finalizers')).length > 0;
  if (grace === 'now' && finalizers.length === 0 && !namespaceStays) {
    if (options.dryRun) return { object: stored, gone: true };
    return { object: context.store.remove(definition.storage, object), gone: true };
  }
  if (grace === 'now' && definition.storage === definitionStorage) metadata.deletionTimestamp ??= printTime(context.clock.now());
  else if (grace === 'now') markAsDeleting(call, object, namespaceStays);
  const ends = finalizers.length === 0 && !namespaceStays && metadata.deletionGracePeriodSeconds === 0;
  if (options.dryRun) return { object, gone: ends };
  if (ends) {
    // As on a real server, watchers see the end of the grace period and then the deletion.
    const ending = grace === 'graceful' ? clone(context.store.put(definition.storage, clone(object))) : object;
    return { object: context.store.remove(definition.storage, ending), gone: true };
  }
  if (JSON.stringify(object) === JSON.stringify(stored)) return { object: stored, gone: false };
  return { object: context.store.put(definition.storage, object), gone: false };
}

function checkPreconditions(call: Call, stored: ApiObject, { uid, resourceVersion }: DeleteRequest): void {
  const { group, kind } = call.definition;
  const { name = '' } = stored.metadata;
  // As on a real server, these messages name the kind instead of the resource.
  if (uid !== undefined && uid !== stored.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${stored.metadata.uid ?? ''})`;
    throw newConflict({ group, resource: kind }, name, `${why}. The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== stored.metadata.resourceVersion) {
    const found = stored.metadata.resourceVersion ?? '';
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${found})`;
    throw newConflict({ group, resource: kind }, name, `${why}. The object might have been modified`);
  }
}

/**
 * Determines whether an object is deleted now, starts its grace period, or stays in a grace period that is no longer than
 * requested.
 */
function applyGrace(call: Call, object: ApiObject, options: DeleteRequest): 'now' | 'graceful' | 'pending' {
  const { strategy } = call.definition;
  if (strategy.gracePeriod === undefined) return 'now';
  const { metadata } = object;
  const now = call.context.clock.now();
  if (metadata.deletionTimestamp !== undefined) {
    const left = metadata.deletionGracePeriodSeconds ?? 0;
    if (left === 0) return 'now';
    const asked = options.gracePeriodSeconds;
    if (asked === undefined || asked >= left) return 'pending';
    let end = Date.parse(metadata.deletionTimestamp) + (asked - left) * 1000;
    let period = asked;
    if (end < now) {
      end = now;
      if (period !== 0) period = 1;
    }
    metadata.deletionTimestamp = printTime(end);
    metadata.deletionGracePeriodSeconds = period;
    return 'graceful';
  }
  const period = strategy.gracePeriod(object, { gracePeriodSeconds: options.gracePeriodSeconds });
  if (period === undefined) return 'now';
  metadata.deletionTimestamp = printTime(now + period * 1000);
  metadata.deletionGracePeriodSeconds = period;
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
  return 'graceful';
}

/** Returns the finalizers, with those that request a treatment of dependents from the garbage collector. */
function garbageFinalizers(call: Call, object: ApiObject, options: DeleteRequest): string[] {
  const present = object.metadata.finalizers ?? [];
  const { garbagePolicy } = call.definition.strategy;
  if (garbagePolicy === 'unsupported') return present;
  const asked =
    options.orphanDependents !== undefined
      ? options.orphanDependents
        ? 'Orphan'
        : 'Background'
      : (options.propagationPolicy ??
        (present.includes(orphan)
          ? 'Orphan'
          : present.includes(foreground)
            ? 'Foreground'
            : garbagePolicy === 'orphan'
              ? 'Orphan'
              : 'Background'));
  const others = present.filter((name) => name !== orphan && name !== foreground);
  if (asked === 'Orphan') return [...others, orphan];
  return asked === 'Foreground' ? [...others, foreground] : others;
}

function markAsDeleting(call: Call, object: ApiObject, isNamespace: boolean): void {
  const { metadata } = object;
  const now = call.context.clock.now();
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
  if (metadata.deletionTimestamp === undefined || Date.parse(metadata.deletionTimestamp) > now) {
    metadata.deletionTimestamp = printTime(now);
  }
  if (isNamespace) setAt(object, ['status', 'phase'], 'Terminating');
  else metadata.deletionGracePeriodSeconds = 0;
}

/** Deletes the objects that a list would return, one by one, and returns the list. */
export function removeCollection(call: Call): ServerResponse {
  const { definition, request, context } = call;
  negotiateShape(request.headers['accept'], definition);
  const query = readListQuery(request.query, false);
  const selection = readSelection(definition, query, '');
  const options = readDeleteOptions(call);
  const { objects } = readPage(call, query, selection);
  for (const object of objects) {
    const { name = '', namespace = '' } = object.metadata;
    removeObject({ ...call, info: { ...call.info, name, namespace } }, object, options);
  }
  return {
    status: 200,
    headers: {},
    body: {
      type: 'list',
      head: {
        kind: definition.listKind,
        apiVersion: definition.group === '' ? definition.version : `${definition.group}/${definition.version}`,
        metadata: { ...(definition.custom !== undefined && { continue: '' }), resourceVersion: String(context.store.revision) },
      },
      items: objects.map((object) => listItem(definition, object)),
    },
  };
}

/** Deletes the object of a call, as an eviction or another action of the server does. */
export function removeNamed(call: Call, gracePeriodSeconds: number | undefined, dryRun: boolean): Deletion {
  return removeObject(call, findStored(call), {
    dryRun,
    gracePeriodSeconds,
    propagationPolicy: undefined,
    orphanDependents: undefined,
    uid: undefined,
    resourceVersion: undefined,
  });
}
