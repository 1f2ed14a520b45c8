import { type JsonObject, arrayOrEmpty, at, clone, isObject, isString, objectOrEmpty, setAt, stringsOf } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { Strategy } from '../resources/definition.js';
import { validateCrd, validateCrdUpdate } from './validate-crd.js';

/** A condition of a definition, without its time. */
export interface CrdCondition extends JsonObject {
  /** The type. */
  type: string;
  /** The state. */
  status: 'True' | 'False';
  /** A CamelCase word. */
  reason: string;
  /** A sentence. */
  message: string;
}

/** Sets a condition. An unchanged condition keeps its time. */
export function setCrdCondition(object: ApiObject, condition: CrdCondition, now: string): void {
  const conditions = arrayOrEmpty(at(object, 'status', 'conditions')).filter(isObject);
  const index = conditions.findIndex((other) => other['type'] === condition.type);
  const before = conditions[index];
  const lastTransitionTime = before?.['status'] === condition.status ? before['lastTransitionTime'] : now;
  const made = { ...condition, lastTransitionTime };
  const next = before === undefined ? [...conditions, made] : conditions.with(index, made);
  setAt(object, ['status', 'conditions'], next);
}

/** The finalizer that keeps a definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** The collection of definitions. */
export const crdStorage = 'customresourcedefinitions.apiextensions.k8s.io';

function setDefaults(object: ApiObject): void {
  const { spec } = object;
  if (!isObject(spec)) return;
  const names = objectOrEmpty(spec['names']);
  const kind = names['kind'];
  if (isString(kind) && kind !== '' && isObject(spec['names'])) {
    if ((names['singular'] ?? '') === '') spec['names']['singular'] = kind.toLowerCase();
    if ((names['listKind'] ?? '') === '') spec['names']['listKind'] = `${kind}List`;
  }
  spec['conversion'] ??= { strategy: 'None' };
  const service = at(spec['conversion'], 'webhook', 'clientConfig', 'service');
  if (isObject(service)) service['port'] ??= 443;
  for (const column of arrayOrEmpty(spec['versions']).flatMap((version) =>
    arrayOrEmpty(at(version, 'additionalPrinterColumns')),
  )) {
    if (isObject(column) && column['priority'] === 0) delete column['priority'];
  }
  // False is also the value of an absent field.
  if (spec['preserveUnknownFields'] === false) delete spec['preserveUnknownFields'];
}

function storageVersion(object: ApiObject): string | undefined {
  const stored = arrayOrEmpty(at(object, 'spec', 'versions')).find((version) => at(version, 'storage') === true);
  const name = at(stored, 'name');
  return isString(name) ? name : undefined;
}

function prepareForCreate(object: ApiObject): void {
  const version = storageVersion(object);
  const status: JsonObject = {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: version === undefined ? null : [version],
  };
  object['status'] = status;
}

function prepareForUpdate(object: ApiObject, old: ApiObject): void {
  const version = storageVersion(object);
  const stored = stringsOf(at(old, 'status', 'storedVersions'));
  if (isObject(old['status'])) object['status'] = clone(old['status']);
  if (version !== undefined && !stored.includes(version)) setAt(object, ['status', 'storedVersions'], [...stored, version]);
}

/** Marks a definition as terminating until its objects are gone. */
function beginDelete(object: ApiObject, now: string): void {
  object.metadata.finalizers = [...new Set([...(object.metadata.finalizers ?? []), cleanupFinalizer])];
  const message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon';
  setCrdCondition(object, { type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', message }, now);
}

/** The server's rules for CustomResourceDefinitions themselves. */
export const crdRules: Partial<Strategy> = {
  setDefaults,
  prepareForCreate,
  prepareForUpdate,
  validate: validateCrd,
  validateUpdate: validateCrdUpdate,
  beginDelete,
};
