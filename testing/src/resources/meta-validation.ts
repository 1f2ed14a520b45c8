import { fieldForbidden, fieldInvalid, fieldRequired, fieldTooLong, type FieldError } from 'kube-client-runtime/errors';
import { arrayOrEmpty, at, deepEqual, isString, type JsonValue } from '../json/json.js';
import type { Meta, Owner } from '../json/object.js';
import { isDns1123Label, isLabelValue, isQualifiedName, type NameRule } from './names.js';

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';
const annotationsLimit = 256 * 1024;

/** Returns the errors of the metadata of a new object. */
export function validateMeta(meta: Meta, namespaced: boolean, nameRule: NameRule): FieldError[] {
  const faults: FieldError[] = [];
  const { name = '', generateName = '', namespace = '' } = meta;
  if (generateName !== '') {
    faults.push(...nameRule(generateName, true).map((message) => fieldInvalid('metadata.generateName', generateName, message)));
  }
  if (name === '') faults.push(fieldRequired('metadata.name', 'name or generateName is required'));
  else faults.push(...nameRule(name, false).map((message) => fieldInvalid('metadata.name', name, message)));
  if (!namespaced) {
    if (namespace !== '') faults.push(fieldForbidden('metadata.namespace', 'not allowed on this type'));
  } else if (namespace === '') {
    faults.push(fieldRequired('metadata.namespace'));
  } else {
    faults.push(...isDns1123Label(namespace).map((message) => fieldInvalid('metadata.namespace', namespace, message)));
  }
  if ((meta.generation ?? 0) < 0) {
    faults.push(fieldInvalid('metadata.generation', meta.generation, 'must be greater than or equal to 0'));
  }
  return [...faults, ...validateAttached(meta), ...validateFinalizers(meta.finalizers ?? [])];
}

/** Returns the errors of labels, annotations and owners, whose rules are the same for every write. */
function validateAttached(meta: Meta): FieldError[] {
  const faults: FieldError[] = [];
  for (const [key, value] of Object.entries(meta.labels ?? {})) {
    faults.push(...isQualifiedName(key).map((message) => fieldInvalid('metadata.labels', key, message)));
    faults.push(...isLabelValue(value).map((message) => fieldInvalid('metadata.labels', value, message)));
  }
  let size = 0;
  for (const [key, value] of Object.entries(meta.annotations ?? {})) {
    faults.push(...isQualifiedName(key.toLowerCase()).map((message) => fieldInvalid('metadata.annotations', key, message)));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > annotationsLimit) faults.push(fieldTooLong('metadata.annotations', annotationsLimit));
  return [...faults, ...validateOwners(meta.ownerReferences ?? [])];
}

function validateOwners(owners: readonly Owner[]): FieldError[] {
  const path = 'metadata.ownerReferences';
  const faults: FieldError[] = [];
  let controller = '';
  for (const owner of owners) {
    const version = owner.apiVersion.slice(owner.apiVersion.indexOf('/') + 1);
    if (version === '') faults.push(fieldInvalid(`${path}.apiVersion`, owner.apiVersion, 'version must not be empty'));
    for (const key of ['kind', 'name', 'uid'] as const) {
      if (owner[key] === '') faults.push(fieldInvalid(`${path}.${key}`, '', 'must not be empty'));
    }
    if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
      faults.push(fieldInvalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner['controller'] !== true) continue;
    const current = `${owner.kind}/${owner.name}`;
    if (controller === '') {
      controller = current;
    } else {
      const found = `Found "true" in references for ${controller} and ${current}`;
      faults.push(fieldInvalid(path, owners, `Only one reference can have Controller set to true. ${found}`));
    }
  }
  return faults;
}

function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const path = 'metadata.finalizers';
  const faults = finalizers.flatMap((name) => isQualifiedName(name).map((message) => fieldInvalid(path, name, message)));
  if (finalizers.includes(orphanFinalizer) && finalizers.includes(foregroundFinalizer)) {
    const detail = `finalizer ${orphanFinalizer} and ${foregroundFinalizer} cannot be both set`;
    faults.push(fieldInvalid(path, finalizers, detail));
  }
  return faults;
}

/** Returns the messages of built-in kinds for finalizers that do not have the form required of clients. */
export function validateBuiltinFinalizers(finalizers: readonly string[]): FieldError[] {
  const standard = ['kubernetes', orphanFinalizer, foregroundFinalizer];
  return finalizers.flatMap((name, index) =>
    name.includes('/') || standard.includes(name)
      ? []
      : [
          fieldInvalid(
            `metadata.finalizers[${index}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

const immutable = 'field is immutable';

/**
 * Returns the errors of updated metadata. As on a real server, immutable fields are reported twice, by the storage and by the
 * kind.
 */
export function validateMetaUpdate(meta: Meta, old: Meta): FieldError[] {
  const unset = meta.resourceVersion === undefined;
  const missing = unset ? [fieldInvalid('metadata.resourceVersion', '', 'must be specified for an update')] : [];
  const faults = changeFaults(meta, old);
  return [...missing, ...faults, ...faults, ...validateAttached(meta)];
}

const managerLimit = 128;

/** Returns the errors of manager names, which both layers check. */
function managerFaults(entries: JsonValue | undefined): FieldError[] {
  const faults = arrayOrEmpty(entries).flatMap((entry, index) => {
    const manager = at(entry, 'manager');
    if (!isString(manager) || Buffer.byteLength(manager) <= managerLimit) return [];
    const detail = `may not be more than ${managerLimit} bytes`;
    return [{ type: 'FieldValueTooLong', field: `metadata.managedFields[${index}].manager`, detail } as const];
  });
  return [...faults, ...faults];
}

function changeFaults(meta: Meta, old: Meta): FieldError[] {
  const faults: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const before = new Set(old.finalizers);
    const added = [...new Set(meta.finalizers)].filter((name) => !before.has(name)).sort();
    if (added.length > 0) {
      const list = added.map((name) => JSON.stringify(name)).join(', ');
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
      faults.push(fieldForbidden('metadata.finalizers', detail));
    }
  }
  for (const key of ['name', 'namespace', 'uid'] as const) {
    if ((meta[key] ?? '') !== (old[key] ?? '')) faults.push(fieldInvalid(`metadata.${key}`, meta[key] ?? '', immutable));
  }
  for (const key of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (!deepEqual(meta[key], old[key])) faults.push(fieldInvalid(`metadata.${key}`, meta[key] ?? null, immutable));
  }
  return [...faults, ...managerFaults(meta['managedFields'])];
}
