import { type ServerContext, printTime } from '../handlers/context.js';
import { type JsonObject, arrayOrEmpty, at, clone, deepEqual, objectOrEmpty, setAt, stringsOf } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { type Crd, readCrd } from './crd.js';
import { customDefinitions } from './definition.js';
import { cleanupFinalizer, crdStorage, setCrdCondition } from './rules.js';
import { approvalOf, isEstablished } from './validate-crd.js';

/**
 * Runs the server's controllers of CustomResourceDefinitions right after each change: they accept names, establish, serve and
 * clean up. Clients see the same steps as on a real server, one version each, without delay.
 */
export function watchCrds(context: ServerContext): void {
  const served = new Map<string, JsonObject>();
  context.store.onChange((resource, event) => {
    if (resource === crdStorage) {
      if (event.type === 'DELETED') stopServing(context, event.object, served);
      else sync(context, event.object, served);
    } else if (event.type === 'DELETED') {
      finishCleanup(context, resource);
    }
  });
}

function sync(context: ServerContext, object: ApiObject, served: Map<string, JsonObject>): void {
  const name = object.metadata.name ?? '';
  if (object.metadata.deletionTimestamp !== undefined) {
    cleanUp(context, object);
    return;
  }
  const next = withStatus(context, object);
  if (!deepEqual(next['status'], object['status'])) {
    // This change calls the observer again, which then serves the definition.
    context.store.put(crdStorage, next);
    return;
  }
  const spec = objectOrEmpty(object['spec']);
  if (!isEstablished(object) || deepEqual(served.get(name), spec)) return;
  const crd = readCrd(object);
  context.registry.remove(crd.group, crd.names.plural);
  for (const definition of customDefinitions(crd)) context.registry.add(definition);
  if (served.has(name)) context.watches.end({ storage: `${crd.names.plural}.${crd.group}` });
  served.set(name, spec);
}

/** Returns the object with the status that results from its names. */
function withStatus(context: ServerContext, object: ApiObject): ApiObject {
  const crd = readCrd(object);
  const next = clone(object);
  const conflict = nameConflict(context, object, crd);
  const { plural, singular, kind, listKind, shortNames, categories } = crd.names;
  if (conflict === undefined) {
    setAt(next, ['status', 'acceptedNames'], {
      plural,
      singular,
      ...(shortNames.length > 0 && { shortNames: [...shortNames] }),
      kind,
      listKind,
      ...(categories.length > 0 && { categories: [...categories] }),
    });
  }
  const established = isEstablished(object) || conflict === undefined;
  const set = (type: string, status: 'True' | 'False', reason: string, message: string): void => {
    setCrdCondition(next, { type, status, reason, message }, printTime(context.clock.now()));
  };
  if (conflict === undefined) set('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found');
  else set('NamesAccepted', 'False', conflict.reason, conflict.message);
  if (established) set('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted');
  else set('Established', 'False', 'NotAccepted', 'not all names are accepted');
  const approval = approvalOf(object, crd.group);
  const annotation = object.metadata.annotations?.['api-approved.kubernetes.io'] ?? '';
  if (approval === 'approved') {
    set('KubernetesAPIApprovalPolicyConformant', 'True', 'ApprovedAnnotation', `approved in ${annotation}`);
  } else if (approval === 'bypassed') {
    set('KubernetesAPIApprovalPolicyConformant', 'False', 'UnapprovedAnnotation', `not approved: ${JSON.stringify(annotation)}`);
  }
  return next;
}

interface Conflict {
  readonly reason: string;
  readonly message: string;
}

/** Returns the first name that another definition of the group already uses. */
function nameConflict(context: ServerContext, object: ApiObject, crd: Crd): Conflict | undefined {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const [, other] of context.store.collection(crdStorage).list('')) {
    if (other.metadata.name === object.metadata.name || at(other, 'spec', 'group') !== crd.group) continue;
    const names = objectOrEmpty(at(other, 'status', 'acceptedNames'));
    for (const name of stringsOf([names['plural'] ?? '', names['singular'] ?? '', ...arrayOrEmpty(names['shortNames'])]))
      resources.add(name);
    for (const name of stringsOf([names['kind'] ?? '', names['listKind'] ?? ''])) kinds.add(name);
  }
  const { plural, singular, shortNames, kind, listKind } = crd.names;
  const checks: readonly (readonly [reason: string, name: string, used: ReadonlySet<string>])[] = [
    ['PluralConflict', plural, resources],
    ['SingularConflict', singular, resources],
    ...shortNames.map((name) => ['ShortNamesConflict', name, resources] as const),
    ['KindConflict', kind, kinds],
    ['ListKindConflict', listKind, kinds],
  ];
  const found = checks.filter(([, name, used]) => name !== '' && used.has(name)).at(-1);
  return found && { reason: found[0], message: `${JSON.stringify(found[1])} is already in use` };
}

/** Begins the deletion of a definition. Its objects are deleted first, and it stays until the last one is gone. */
function cleanUp(context: ServerContext, object: ApiObject): void {
  if (!(object.metadata.finalizers ?? []).includes(cleanupFinalizer)) return;
  const crd = readCrd(object);
  const storage = `${crd.names.plural}.${crd.group}`;
  for (const [, instance] of context.store.collection(storage).list('')) {
    if ((instance.metadata.finalizers ?? []).length === 0) {
      context.store.remove(storage, instance);
    } else if (instance.metadata.deletionTimestamp === undefined) {
      const dying = clone(instance);
      dying.metadata.deletionTimestamp = printTime(context.clock.now());
      dying.metadata.deletionGracePeriodSeconds = 0;
      if (dying.metadata.generation !== undefined) dying.metadata.generation++;
      context.store.put(storage, dying);
    }
  }
  finishCleanup(context, storage);
}

/** Removes a definition that is being deleted after the last of its objects is gone. */
function finishCleanup(context: ServerContext, storage: string): void {
  const { store } = context;
  const object = store.collection(crdStorage).get(storage);
  if (object?.metadata.deletionTimestamp === undefined || store.collection(storage).size > 0) return;
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(cleanupFinalizer)) return;
  const next = clone(object);
  next.metadata.finalizers = finalizers.filter((name) => name !== cleanupFinalizer);
  if (next.metadata.finalizers.length === 0) {
    delete next.metadata.finalizers;
    store.remove(crdStorage, next);
  } else {
    store.put(crdStorage, next);
  }
}

function stopServing(context: ServerContext, object: ApiObject, served: Map<string, JsonObject>): void {
  const crd = readCrd(object);
  context.registry.remove(crd.group, crd.names.plural);
  context.watches.end({ storage: `${crd.names.plural}.${crd.group}` });
  served.delete(object.metadata.name ?? '');
  // The names are free again, so definitions that waited for them can take them.
  for (const [, other] of context.store.collection(crdStorage).list('')) {
    if (at(other, 'spec', 'group') === crd.group && !isEstablished(other)) sync(context, other, served);
  }
}
