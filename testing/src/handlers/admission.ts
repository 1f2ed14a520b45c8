import { newForbidden, newNotFound } from 'kube-client-runtime/errors';
import { at, deepEqual } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { newForbiddenBecause } from '../status/failure.js';
import { type Call, resourceOf } from './context.js';

/** The server's own admission of namespaces: they must exist, must not be terminating, and some cannot be deleted. */

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Rejects new objects in a namespace that does not exist or is being deleted.
 *
 * Throws a StatusError (not found, forbidden).
 */
export function admitIntoNamespace(call: Call, namespace: string, name: string): void {
  const { definition, context } = call;
  if (!definition.namespaced || !context.checkNamespaces) return;
  const found = context.store.collection('namespaces').get(namespace);
  if (found === undefined) throw newNotFound({ group: '', resource: 'namespaces' }, namespace);
  if (found.metadata.deletionTimestamp === undefined && at(found, 'status', 'phase') !== 'Terminating') return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  throw newForbiddenBecause(resourceOf(definition), name, why, [
    { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' },
  ]);
}

/**
 * Rejects the deletion of the namespaces that every cluster has.
 *
 * Throws a StatusError (forbidden).
 */
export function admitDeletion(call: Call, name: string): void {
  const { definition } = call;
  if (definition.storage === 'namespaces' && immortal.has(name)) {
    throw newForbidden(resourceOf(definition), name, 'this namespace may not be deleted');
  }
}

/** Removes repeated owner references and adds a warning. */
export function dedupOwners(call: Call, object: ApiObject): void {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length < 2) return;
  const kept: typeof owners = [];
  const doubles: string[] = [];
  for (const owner of owners) {
    if (kept.some((other) => deepEqual(other, owner))) doubles.push(owner.uid);
    else kept.push(owner);
  }
  if (doubles.length === 0) return;
  object.metadata.ownerReferences = kept;
  call.warnings.push(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${doubles.join(', ')}`,
  );
}
