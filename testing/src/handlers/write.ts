import { randomUUID } from 'node:crypto';
import {
  type FieldError,
  fieldInvalid,
  newAlreadyExists,
  newBadRequest,
  newConflict,
  newGenerateNameConflict,
  newInvalid,
  newNotFound,
} from 'kube-client-runtime/errors';
import { type JsonObject, arrayOrEmpty, at, clone, deepEqual, semanticallyEqual } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { keepTimes } from '../managed/field-manager.js';
import type { ResourceDefinition } from '../resources/definition.js';
import { validateBuiltinFinalizers, validateMeta, validateMetaUpdate } from '../resources/meta-validation.js';
import { generateName } from '../resources/names.js';
import { newExistsUntilDeleted, newPlainError } from '../status/failure.js';
import { admitIntoNamespace, dedupOwners } from './admission.js';
import { type Call, printTime, resourceOf } from './context.js';
import { checkUnknownFields, decodeObject } from './decode.js';
import { type WriteQuery, readWriteQuery } from './options.js';
import { recordOwner } from './ownership.js';
import { storageKey } from './read.js';
import type { ServerResponse } from './request.js';
import { negotiateShape, present, toStored } from './shape.js';

/** Handles POST to a collection. */
export function create(call: Call): ServerResponse {
  const shape = negotiateShape(call.request.headers['accept'], call.definition);
  const query = readWriteQuery(call.request.query, 'CreateOptions');
  const object = decodeObject(call);
  checkUnknownFields(call, object, query, (why) => newBadRequest(why));
  const stored = createObject(call, object, query, { track: true });
  return { status: 201, headers: {}, body: { type: 'json', value: shape.object(call.definition, stored) } };
}

/** Options of `createObject`. */
export interface CreateOptions {
  /**
   * Whether to record the owner of the object's fields.
   *
   * Default: false, which keeps the owners that the object states
   */
  readonly track?: boolean;
}

/**
 * Creates an object according to all rules of the server. Takes ownership of the object. Returns the stored object, or for a dry
 * run the object that would be stored.
 */
export function createObject(call: Call, object: ApiObject, query: WriteQuery, { track = false }: CreateOptions = {}): ApiObject {
  const { definition, context, info } = call;
  const { metadata } = object;
  const { strategy, custom } = definition;
  for (const key of ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink']) {
    Reflect.deleteProperty(metadata, key);
  }
  matchNamespace(definition, object, info.namespace);
  dedupOwners(call, object);
  admitIntoNamespace(call, info.namespace, metadata.name ?? '');
  const generated = metadata.name === undefined && metadata.generateName !== undefined;
  if (metadata.name === undefined && metadata.generateName !== undefined) {
    metadata.name = generateName(metadata.generateName, context.random);
  }
  metadata.uid = randomUUID();
  metadata.creationTimestamp = printTime(context.clock.now());
  strategy.setDefaults?.(object);
  custom?.setDefaults(object);
  if (track) recordOwner(call, undefined, object, query);
  if (strategy.statusSubresource) Reflect.deleteProperty(object, 'status');
  if (strategy.generation) metadata.generation = 1;
  strategy.prepareForCreate?.(object);

  const faults = [
    ...validateMeta(metadata, definition.namespaced, strategy.nameRule),
    ...(hasGeneralRules(definition) ? [] : validateBuiltinFinalizers(metadata.finalizers ?? [])),
    ...(strategy.validate?.(object) ?? []),
    ...(custom?.validate(object, undefined, 'main') ?? []),
  ];
  throwInvalid(definition, metadata.name ?? '', faults);
  warnOfUncheckedRules(call);

  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '0') {
    throw newPlainError('resourceVersion should not be set on objects to be created');
  }
  const name = metadata.name ?? '';
  const key = storageKey(definition.namespaced, info.namespace, name);
  const taken = context.store.collection(definition.storage).get(key);
  if (taken !== undefined) {
    if (generated) throw newGenerateNameConflict(resourceOf(definition), name, 1);
    const exists = newAlreadyExists(resourceOf(definition), name);
    throw taken.metadata.deletionTimestamp === undefined ? exists : newExistsUntilDeleted(exists);
  }
  const stored = toStored(definition, object);
  if (query.dryRun) {
    Reflect.deleteProperty(metadata, 'resourceVersion');
    return stored;
  }
  return context.store.put(definition.storage, stored);
}

/** Whether only the general rules apply to the metadata of a kind: custom resources, and the kinds that extend the API. */
function hasGeneralRules({ custom, group }: ResourceDefinition): boolean {
  return custom !== undefined || group === 'apiextensions.k8s.io' || group === 'apiregistration.k8s.io';
}

function matchNamespace(definition: ResourceDefinition, object: ApiObject, namespace: string): void {
  const { metadata } = object;
  const wanted = definition.namespaced ? namespace : '';
  if (metadata.namespace === undefined && wanted !== '') metadata.namespace = wanted;
  // Requests for a namespace have its own name as their namespace during decoding.
  if (metadata.namespace !== undefined && metadata.namespace !== wanted) {
    throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function throwInvalid(definition: ResourceDefinition, name: string, faults: readonly FieldError[]): void {
  if (faults.length > 0) throw newInvalid({ group: definition.group, kind: definition.kind }, name, faults);
}

function warnOfUncheckedRules(call: Call): void {
  const { custom, kind } = call.definition;
  if (custom?.hasRules === true) call.warnings.push(`${kind}: x-kubernetes-validations are not checked by this test server`);
}

/** An update of an object. */
export interface Update {
  /** Returns the new state in the request's version. Receives a copy of the present state that it may change. */
  readonly make: (current: ApiObject) => ApiObject;
  /** The part that may change: everything except the status, only the status, or what `carryOver` leaves. */
  readonly part: 'main' | 'status';
  /** Restores the fields that this kind of write cannot change. Replaces the rules of `part`. */
  readonly carryOver?: (object: ApiObject, old: ApiObject) => void;
  /** Creates the object if it does not exist. If absent, the update fails with not found. */
  readonly createMissing?: () => ApiObject;
  /** True if the new state comes from a client. Another uid is then a conflict instead of a forbidden change. */
  readonly conditional?: true;
  /**
   * Whether to record the owner of changed fields.
   *
   * Default: false, which keeps the owners that `make` returns
   */
  readonly track?: boolean;
  /**
   * Whether nulls of custom resources stay until validation. Merged documents are not decoded again.
   *
   * Default: false
   */
  readonly keepNulls?: boolean;
}

/** The result of an update. */
export interface UpdateResult {
  /** The stored object. */
  readonly stored: ApiObject;
  /** Whether the object was created. */
  readonly created: boolean;
}

/** Updates the object of a call according to all rules of the server. An unchanged state is not stored again. */
export function updateObject(call: Call, update: Update, query: WriteQuery): UpdateResult {
  const { definition, context, info } = call;
  const { strategy, custom } = definition;
  const resource = resourceOf(definition);
  const key = storageKey(definition.namespaced, info.namespace, info.name);
  const existing = context.store.collection(definition.storage).get(key);
  if (existing === undefined) {
    if (update.createMissing === undefined) throw newNotFound(resource, info.name);
    const made = update.createMissing();
    // If the object does not exist, the version of the new state is ignored.
    Reflect.deleteProperty(made.metadata, 'resourceVersion');
    return { stored: createObject(call, made, query, { track: update.track === true }), created: true };
  }
  const old = present(definition, existing);
  const object = update.make(clone(old));
  const { metadata } = object;
  matchNamespace(definition, object, info.namespace);
  dedupOwners(call, object);

  if (update.conditional === true && metadata.uid !== undefined && metadata.uid !== old.metadata.uid) {
    const path = `${definition.storagePrefix}${key}`;
    const detail = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid ?? ''}`;
    throw newConflict(
      resource,
      info.name,
      `StorageError: invalid object, Code: 4, Key: ${path}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`,
    );
  }
  const version = metadata.resourceVersion;
  if (version === undefined || version === '0') {
    if (!strategy.allowUnconditionalUpdate) {
      const fault = fieldInvalid('metadata.resourceVersion', 0, 'must be specified for an update');
      throw newInvalid({ group: definition.group, kind: definition.plural }, info.name, [fault]);
    }
    if (old.metadata.resourceVersion !== undefined) metadata.resourceVersion = old.metadata.resourceVersion;
  } else if (version !== old.metadata.resourceVersion) {
    throw newConflict(resource, info.name);
  }

  if (update.track === true) recordOwner(call, old, object, query);
  prepareUpdate(definition, object, old, update);
  const faults = [
    ...validateMeta(metadata, definition.namespaced, strategy.nameRule),
    ...validateMetaUpdate(metadata, old.metadata),
    ...((update.part === 'status' ? strategy.validateStatusUpdate : strategy.validateUpdate)?.(object, old) ?? []),
    ...(update.part === 'status' ? [] : (strategy.validate?.(object) ?? [])),
    ...(custom?.validate(object, old, update.part) ?? []),
  ];
  throwInvalid(definition, info.name, faults);
  warnOfUncheckedRules(call);

  keepTimes(object, old);
  const stored = toStored(definition, object);
  const ends =
    old.metadata.deletionTimestamp !== undefined &&
    (metadata.finalizers ?? []).length === 0 &&
    (old.metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    !(definition.storage === 'namespaces' && hasNamespaceFinalizers(stored));
  if (query.dryRun) return { stored, created: false };
  if (ends) {
    context.store.remove(definition.storage, stored);
    return { stored, created: false };
  }
  if (deepEqual(stored, existing)) return { stored: existing, created: false };
  return { stored: context.store.put(definition.storage, stored), created: false };
}

function hasNamespaceFinalizers(namespace: ApiObject): boolean {
  return arrayOrEmpty(at(namespace, 'spec', 'finalizers')).length > 0;
}

function prepareUpdate(definition: ResourceDefinition, object: ApiObject, old: ApiObject, update: Update): void {
  const { strategy, custom } = definition;
  const { metadata } = object;
  if (old.metadata.generation === undefined) Reflect.deleteProperty(metadata, 'generation');
  else metadata.generation = old.metadata.generation;

  if (update.carryOver !== undefined) update.carryOver(object, old);
  else if (update.part === 'status') {
    keepAllButStatus(object, old, custom !== undefined);
    strategy.prepareForStatusUpdate?.(object, old);
  } else if (strategy.statusSubresource) keepField(object, old, 'status');

  strategy.setDefaults?.(object);
  if (update.part === 'main') strategy.prepareForUpdate?.(object, old);
  custom?.setDefaults(object, update.keepNulls);
  if (strategy.generation && update.part === 'main' && desiredStateChanged(definition, object, old)) {
    metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
  if (metadata.uid === undefined && old.metadata.uid !== undefined) metadata.uid = old.metadata.uid;
  for (const key of ['creationTimestamp', 'deletionTimestamp'] as const) {
    const value = old.metadata[key];
    if (typeof value === 'string') metadata[key] = value;
  }
  if (metadata.deletionGracePeriodSeconds === undefined && old.metadata.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds = old.metadata.deletionGracePeriodSeconds;
  }
  Reflect.deleteProperty(metadata, 'selfLink');
}

function keepField(object: ApiObject, old: ApiObject, field: string): void {
  const value = old[field];
  if (value === undefined) Reflect.deleteProperty(object, field);
  else object[field] = clone(value);
}

/**
 * Restores all fields except the status. Custom resources keep their metadata too; built-in kinds accept labels, annotations and
 * finalizers with a status.
 */
function keepAllButStatus(object: ApiObject, old: ApiObject, custom: boolean): void {
  for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (field !== 'status' && field !== 'metadata') keepField(object, old, field);
  }
  if (!custom) return;
  const { resourceVersion, managedFields } = object.metadata;
  object.metadata = clone(old.metadata);
  if (resourceVersion !== undefined) object.metadata.resourceVersion = resourceVersion;
  if (managedFields === undefined) Reflect.deleteProperty(object.metadata, 'managedFields');
  else object.metadata['managedFields'] = managedFields;
}

/**
 * Whether the desired state has changed. Custom resources are compared as documents. For built-in kinds an empty field equals an
 * absent one.
 */
function desiredStateChanged(definition: ResourceDefinition, object: ApiObject, old: ApiObject): boolean {
  const rest = ({ apiVersion: _a, kind: _k, metadata: _m, ...fields }: ApiObject): JsonObject => {
    if (definition.strategy.statusSubresource) Reflect.deleteProperty(fields, 'status');
    return fields;
  };
  if (definition.strategy.countsLabels === true && !semanticallyEqual(object.metadata.labels, old.metadata.labels)) return true;
  return !(definition.custom === undefined ? semanticallyEqual : deepEqual)(rest(object), rest(old));
}

/** Handles PUT of an object. */
export function update(call: Call): ServerResponse {
  const { definition, info } = call;
  const shape = negotiateShape(call.request.headers['accept'], definition);
  const query = readWriteQuery(call.request.query, 'UpdateOptions');
  const object = decodeObject(call);
  checkUnknownFields(call, object, query, (why) => newBadRequest(why));
  matchNamespace(definition, object, info.namespace);
  checkName(object, info.name);
  const missing = definition.strategy.allowCreateOnUpdate === true ? { createMissing: () => object } : {};
  const { stored, created } = updateObject(
    call,
    { make: () => object, part: 'main', conditional: true, track: true, ...missing },
    query,
  );
  return { status: created ? 201 : 200, headers: {}, body: { type: 'json', value: shape.object(definition, stored) } };
}

/** Rejects an object whose name differs from the URL's. */
export function checkName(object: ApiObject, name: string): void {
  const given = object.metadata.name ?? '';
  if (given === '')
    throw newBadRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name) {
    throw newBadRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
}
