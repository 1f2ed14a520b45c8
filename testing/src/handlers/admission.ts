import { newForbidden, newNotFound } from 'kube-client-runtime/errors';
import { at } from '../json/json.js';
import { newForbiddenBecause } from '../status/failure.js';
import { resourceOf, type Call } from './context.js';

/** What the server's own admission demands of namespaces: they exist, they are not ending, and some stay forever. */

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Refuses new objects in a namespace that is not there, or is being deleted. */
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

/** Refuses to delete the namespaces that every cluster has. */
export function admitDeletion(call: Call, name: string): void {
  const { definition } = call;
  if (definition.storage === 'namespaces' && immortal.has(name)) {
    throw newForbidden(resourceOf(definition), name, 'this namespace may not be deleted');
  }
}
