/** The schemas of `meta/v1`, which every document references. */

import type { JsonObject } from '../json/json.js';

/** The Go package of `meta/v1`. */
export const metaPackage = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Returns a reference to a schema. */
export function refTo(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

const meta = (name: string): JsonObject => refTo(`${metaPackage}.${name}`);
const text: JsonObject = { type: 'string' };
const flag: JsonObject = { type: 'boolean' };
const int64: JsonObject = { type: 'integer', format: 'int64' };
const int32: JsonObject = { type: 'integer', format: 'int32' };
const texts: JsonObject = { type: 'object', additionalProperties: { type: 'string', default: '' } };

function listOf(item: JsonObject): JsonObject {
  return { type: 'array', items: item };
}

function part(name: string): JsonObject {
  return { allOf: [meta(name)] };
}

function objectOf(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

const owners: JsonObject = {
  ...listOf({ ...part('OwnerReference'), default: {} }),
  'x-kubernetes-list-map-keys': ['uid'],
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-patch-merge-key': 'uid',
  'x-kubernetes-patch-strategy': 'merge',
};

const finalizers: JsonObject = {
  ...listOf({ type: 'string', default: '' }),
  'x-kubernetes-list-type': 'set',
  'x-kubernetes-patch-strategy': 'merge',
};

function typed(kind: string): JsonObject {
  return { 'x-kubernetes-group-version-kind': [{ group: '', kind, version: 'v1' }] };
}

/** The schemas by name. */
export const metaSchemas: Readonly<Record<string, JsonObject>> = {
  [`${metaPackage}.Time`]: { type: 'string', format: 'date-time' },
  [`${metaPackage}.FieldsV1`]: { type: 'object' },
  [`${metaPackage}.Patch`]: { type: 'object' },
  [`${metaPackage}.ManagedFieldsEntry`]: objectOf({
    apiVersion: text,
    fieldsType: text,
    fieldsV1: part('FieldsV1'),
    manager: text,
    operation: text,
    subresource: text,
    time: part('Time'),
  }),
  [`${metaPackage}.OwnerReference`]: objectOf(
    { apiVersion: text, blockOwnerDeletion: flag, controller: flag, kind: text, name: text, uid: text },
    { required: ['apiVersion', 'kind', 'name', 'uid'], 'x-kubernetes-map-type': 'atomic' },
  ),
  [`${metaPackage}.ObjectMeta`]: objectOf({
    annotations: texts,
    creationTimestamp: part('Time'),
    deletionGracePeriodSeconds: int64,
    deletionTimestamp: part('Time'),
    finalizers,
    generateName: text,
    generation: int64,
    labels: texts,
    managedFields: listOf({ ...part('ManagedFieldsEntry'), default: {} }),
    name: text,
    namespace: text,
    ownerReferences: owners,
    resourceVersion: text,
    selfLink: text,
    uid: text,
  }),
  [`${metaPackage}.ListMeta`]: objectOf({ continue: text, remainingItemCount: int64, resourceVersion: text, selfLink: text }),
  [`${metaPackage}.StatusCause`]: objectOf({ field: text, message: text, reason: text }),
  [`${metaPackage}.StatusDetails`]: objectOf({
    causes: listOf({ ...part('StatusCause'), default: {} }),
    group: text,
    kind: text,
    name: text,
    retryAfterSeconds: int32,
    uid: text,
  }),
  [`${metaPackage}.Status`]: objectOf(
    {
      apiVersion: text,
      code: int32,
      details: part('StatusDetails'),
      kind: text,
      message: text,
      metadata: { ...part('ListMeta'), default: {} },
      reason: text,
      status: text,
    },
    typed('Status'),
  ),
  [`${metaPackage}.Preconditions`]: objectOf({ resourceVersion: text, uid: text }),
  [`${metaPackage}.DeleteOptions`]: objectOf(
    {
      apiVersion: text,
      dryRun: listOf({ type: 'string', default: '' }),
      gracePeriodSeconds: int64,
      ignoreStoreReadErrorWithClusterBreakingPotential: flag,
      kind: text,
      orphanDependents: flag,
      preconditions: part('Preconditions'),
      propagationPolicy: text,
    },
    typed('DeleteOptions'),
  ),
  [`${metaPackage}.WatchEvent`]: objectOf(
    { object: { type: 'object' }, type: { ...text, default: '' } },
    { required: ['type', 'object'], ...typed('WatchEvent') },
  ),
};
