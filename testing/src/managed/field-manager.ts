import { type StatusError, newApplyConflict, newBadRequest } from 'kube-client-runtime/errors';
import { goQuote } from 'kube-client-runtime/internal';
import { type JsonObject, type JsonValue, clone, deepEqual, field, isObject, isString, parseJson } from '../json/json.js';
import { type ApiObject, isApiObject } from '../json/object.js';
import { compareTyped } from '../structured/compare.js';
import { type FieldSet, difference, has, isEmpty, setOf, union } from '../structured/field-set.js';
import { fieldElement, printPath } from '../structured/path-element.js';
import type { TypeRef } from '../structured/schema-type.js';
import { TypeMismatch, type TypedValue, toFieldSet, validateTyped } from '../structured/typed-value.js';
import { ApplyConflict, type Conflict, type Versions, applyConfiguration, updateManagers } from '../structured/updater.js';
import {
  InvalidManagedFields,
  type Managed,
  capUpdaters,
  decodeManaged,
  encodeManaged,
  managerId,
  noManaged,
  parseManagerId,
} from './entries.js';

/** The inputs of field management for one kind of write to one resource. */
export interface FieldManagerScope {
  /** The version of the request. */
  readonly apiVersion: string;
  /** The kind. */
  readonly kind: string;
  /** The subresource, or the empty string. */
  readonly subresource: string;
  /** Returns the type of the resource's objects in a version, or undefined for an unknown version. */
  readonly typeOf: (apiVersion: string) => TypeRef | undefined;
  /** Converts an object of this scope's version to another version. The result can share parts with the object. */
  readonly convert: (object: ApiObject, apiVersion: string) => ApiObject;
  /** Removes the fields that this kind of write resets in a version. */
  readonly reset: Versions['reset'];
  /** Returns the object that a new one is compared with. */
  readonly newObject: () => ApiObject;
  /** Returns the present time in RFC 3339 with whole seconds. */
  readonly now: () => string;
  /** Creates an error without a reason, which counts as an internal error. */
  readonly refuse: (message: string) => Error;
}

const never = setOf(
  ...['apiVersion', 'kind', 'metadata'].map((name) => [fieldElement(name)]),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => [fieldElement('metadata'), fieldElement(name)]),
);

const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutManaged(object: ApiObject): ApiObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function typed(scope: FieldManagerScope, value: JsonObject): TypedValue {
  const type = scope.typeOf(scope.apiVersion);
  if (type === undefined)
    throw new TypeMismatch([{ path: '', message: `no corresponding type for ${scope.apiVersion}, Kind=${scope.kind}` }]);
  return { value, type };
}

function checked(value: TypedValue, allowDuplicates: boolean): TypedValue {
  const faults = validateTyped(value, allowDuplicates);
  if (faults.length > 0) throw new TypeMismatch(faults);
  return value;
}

function versionsOf(scope: FieldManagerScope): Versions {
  return {
    reset: scope.reset,
    convert: (value, apiVersion) => {
      const present = isObject(value.value) ? value.value['apiVersion'] : undefined;
      if (present === apiVersion || !isApiObject(value.value)) return value;
      const type = scope.typeOf(apiVersion);
      // Repeated items are accepted only in the version of the request.
      return type && checked({ value: scope.convert(value.value, apiVersion), type }, false);
    },
  };
}

/**
 * Returns the entries that a write starts from: the request's, the live object's if the request has none, or no entries if it
 * resets them.
 */
function managedBefore(live: ApiObject, next: ApiObject, subresource: string): Managed {
  if (subresource !== '') return decodeOrNone(live);
  const given = next.metadata['managedFields'];
  if (Array.isArray(given)) {
    const [only, ...more] = given;
    const isReset = only === undefined || (more.length === 0 && isObject(only) && Object.keys(only).length === 0);
    if (isReset) return noManaged();
    try {
      const managed = decodeManaged(given);
      if (managed.managers.size > 0) return managed;
    } catch (error) {
      // A client that does not know the field must not lose it, so the live object's entries stay.
      if (!(error instanceof InvalidManagedFields)) throw error;
    }
  }
  return decodeOrNone(live);
}

function decodeOrNone(live: ApiObject): Managed {
  try {
    return decodeManaged(live.metadata['managedFields']);
  } catch (error) {
    if (!(error instanceof InvalidManagedFields)) throw error;
    return noManaged();
  }
}

function setManaged(object: ApiObject, managed: Managed): void {
  const entries = encodeManaged(managed);
  if (entries === undefined) Reflect.deleteProperty(object.metadata, 'managedFields');
  else object.metadata['managedFields'] = entries;
}

/**
 * Records in `next` who owns which fields, after it replaced `live`, or was created if `live` is undefined. As on the server, it
 * records nothing if the types are unknown.
 */
export function trackUpdate(scope: FieldManagerScope, live: ApiObject | undefined, next: ApiObject, manager: string): void {
  const before = live ?? scope.newObject();
  const managed = managedBefore(before, next, scope.subresource);
  Reflect.deleteProperty(next.metadata, 'managedFields');
  // Objects without entries get none until the first apply.
  if (managed.managers.size === 0 && live !== undefined) return;
  try {
    setManaged(next, recordUpdate(scope, before, next, managed, manager));
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
  }
}

const self = 'current-operation';

function recordUpdate(scope: FieldManagerScope, live: ApiObject, next: ApiObject, managed: Managed, manager: string): Managed {
  const { apiVersion, subresource } = scope;
  const id = managerId({ manager: manager === '' ? 'unknown' : manager, operation: 'Update', apiVersion, subresource });
  const before = checked(typed(scope, withoutManaged(live)), true);
  const after = checked(typed(scope, withoutManaged(next)), true);
  const managers = updateManagers(before, after, apiVersion, managed.managers, self, versionsOf(scope));
  strip(managers, self);
  const times = new Map(managed.times);
  const own = managers.get(self);
  managers.delete(self);
  if (own !== undefined) {
    const previous = managers.get(id);
    managers.set(id, previous === undefined ? own : { ...own, set: union(own.set, previous.set) });
    times.set(id, scope.now());
  }
  const result: Managed = { managers, times };
  capUpdaters(result);
  return result;
}

/** Removes fields that the server maintains, which nobody owns. */
function strip(managers: Managed['managers'], id: string): void {
  const owned = managers.get(id);
  if (owned === undefined) return;
  const set = difference(owned.set, never);
  if (isEmpty(set)) managers.delete(id);
  else managers.set(id, { ...owned, set });
}

/**
 * Applies a configuration to the live object, or to a new one if `live` is undefined, and returns the result with its entries.
 *
 * Throws a StatusError: a conflict unless it is forced, or an error for a configuration that does not fit the kind.
 */
export function applyTo(
  scope: FieldManagerScope,
  live: ApiObject | undefined,
  config: JsonObject,
  manager: string,
  force: boolean,
): ApiObject {
  checkConfig(scope, config);
  const present = live ?? scope.newObject();
  let managed: Managed;
  try {
    managed = decodeManaged(present.metadata['managedFields']);
  } catch (error) {
    if (!(error instanceof InvalidManagedFields)) throw error;
    throw scope.refuse(`failed to decode managed fields: ${error.message}`);
  }
  if (managed.managers.size === 0) managed = recordExisting(scope, present, managed);
  const attempt = (forced: boolean): ApiObject => apply(scope, present, config, managed, manager, forced);
  let object: ApiObject;
  try {
    object = attempt(force);
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw error;
    const rest = manager === 'kubectl' ? conflictsNotOfKubectl(scope, present, error.conflicts) : error.conflicts;
    if (rest.length > 0) throw conflictError(rest);
    object = attempt(true);
  }
  if (manager === 'kubectl' && (object.metadata.annotations?.[lastAppliedAnnotation] ?? '') !== '')
    renewLastApplied(object, config);
  return object;
}

/** Attributes the fields of an object without entries to a manager from before the first apply. */
function recordExisting(scope: FieldManagerScope, live: ApiObject, managed: Managed): Managed {
  try {
    return recordUpdate(scope, scope.newObject(), live, managed, 'before-first-apply');
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    const what = `failed to convert new object (${nameOf(scope, live)}) to smd typed`;
    throw scope.refuse(`failed to create manager for existing fields: ${what}: ${error.message}`);
  }
}

/** Formats an object for messages. */
function nameOf({ apiVersion, kind }: FieldManagerScope, object: JsonObject): string {
  const meta = isObject(object['metadata']) ? object['metadata'] : {};
  const text = (value: JsonValue | undefined): string => (isString(value) ? value : '');
  return `${text(meta['namespace'])}/${text(meta['name'])}; ${printKind(apiVersion, kind)}`;
}

function checkConfig(scope: FieldManagerScope, config: JsonObject): void {
  const apiVersion = isString(config['apiVersion']) ? config['apiVersion'] : '';
  const kind = isString(config['kind']) ? config['kind'] : '';
  if (apiVersion !== scope.apiVersion || kind !== scope.kind) {
    throw newBadRequest(`invalid object type: ${printKind(apiVersion, kind)}`);
  }
  const metadata = config['metadata'];
  if (isObject(metadata) && Array.isArray(metadata['managedFields'])) throw newBadRequest('metadata.managedFields must be nil');
}

/** Formats a kind as Go does. The core group is empty. */
function printKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function apply(
  scope: FieldManagerScope,
  live: ApiObject,
  config: JsonObject,
  managed: Managed,
  manager: string,
  force: boolean,
): ApiObject {
  const { apiVersion, subresource } = scope;
  const id = managerId({ manager, operation: 'Apply', apiVersion: '', subresource });
  const orRefuse = (what: string, object: JsonObject, make: () => TypedValue): TypedValue => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      throw scope.refuse(`failed to create typed ${what} object (${nameOf(scope, object)}): ${error.message}`);
    }
  };
  const given = orRefuse('patch', config, () => checked(typed(scope, config), false));
  const present = orRefuse('live', live, () => checked(typed(scope, withoutManaged(live)), true));
  const times = new Map(managed.times);
  try {
    const { value, managers } = applyConfiguration(present, given, apiVersion, managed.managers, id, force, versionsOf(scope));
    strip(managers, id);
    if (value !== undefined) times.set(id, scope.now());
    const object = clone(value?.value ?? withoutManaged(live));
    if (!isApiObject(object)) throw scope.refuse('the result of the apply is no object');
    setManaged(object, { managers, times });
    return object;
  } catch (error) {
    if (error instanceof TypeMismatch) throw scope.refuse(error.message);
    throw error;
  }
}

/**
 * Returns the conflicts without those about fields that kubectl applied before server-side apply existed and nobody has changed
 * since.
 */
function conflictsNotOfKubectl(scope: FieldManagerScope, live: ApiObject, conflicts: readonly Conflict[]): readonly Conflict[] {
  const allowed = lastAppliedFields(scope, live);
  return allowed === undefined ? conflicts : conflicts.filter(({ path }) => !has(allowed, path));
}

function lastAppliedFields(scope: FieldManagerScope, live: ApiObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[lastAppliedAnnotation] ?? '';
  try {
    const last = text === '' ? null : parseJson(text);
    if (!isObject(last) || field(last, 'apiVersion') !== scope.apiVersion) return undefined;
    const before = checked(typed(scope, last), false);
    const now = checked(typed(scope, withoutManaged(live)), false);
    const { modified, added, removed } = compareTyped(before, now);
    return [modified, added, removed].reduce((set, changed) => difference(set, changed), toFieldSet(before));
  } catch (error) {
    // An invalid annotation allows nothing.
    if (error instanceof SyntaxError || error instanceof TypeMismatch) return undefined;
    throw error;
  }
}

function renewLastApplied(object: ApiObject, config: JsonObject): void {
  const last = clone(config);
  const annotations =
    isObject(last['metadata']) && isObject(last['metadata']['annotations']) ? last['metadata']['annotations'] : {};
  Reflect.deleteProperty(annotations, lastAppliedAnnotation);
  object.metadata.annotations = { ...object.metadata.annotations, [lastAppliedAnnotation]: `${JSON.stringify(last)}\n` };
}

/** Restores the times of unchanged entries if nothing else changed. Writes to `next`. */
export function keepTimes(next: ApiObject, old: ApiObject): void {
  const [now, before] = [next.metadata['managedFields'], old.metadata['managedFields']];
  if (!Array.isArray(now) || !Array.isArray(before) || now.length !== before.length) return;
  const timeless = (entry: JsonValue): JsonValue => (isObject(entry) ? { ...entry, time: undefined } : entry);
  if (!deepEqual(now.map(timeless), before.map(timeless)) || !deepEqual(withoutManaged(next), withoutManaged(old))) return;
  next.metadata['managedFields'] = clone(before);
}

/** Creates the error for an applied configuration that would change fields of other managers. */
export function conflictError(given: readonly Conflict[]): StatusError {
  const conflicts = [...given].sort((a, b) => (a.manager < b.manager ? -1 : a.manager > b.manager ? 1 : 0));
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printManager(manager)}`,
    field: printPath(path),
  }));
  return newApplyConflict(causes, conflictMessage(conflicts));
}

function conflictMessage(conflicts: readonly Conflict[]): string {
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${printManager(only.manager)}: ${printPath(only.path)}`;
  }
  const lines: string[] = [];
  let last: string | undefined;
  for (const { manager, path } of conflicts) {
    if (manager !== last) lines.push(`conflicts with ${printManager(manager)}:`);
    last = manager;
    lines.push(`- ${printPath(path)}`);
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function printManager(id: string): string {
  const { manager, operation, apiVersion, subresource } = parseManagerId(id);
  const name = subresource === '' ? goQuote(manager) : `${goQuote(manager)} with subresource ${goQuote(subresource)}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
