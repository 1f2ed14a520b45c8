import { randomUUID } from 'node:crypto';
import { printTime, type ServerContext } from '../handlers/context.js';
import type { ApiObject } from '../json/object.js';

const everyCluster = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Creates the objects that exist before any client connects. */
export function bootstrap(context: ServerContext, namespaces: readonly string[]): void {
  for (const name of new Set([...everyCluster, ...namespaces])) context.store.put('namespaces', namespaceOf(context, name));
}

function namespaceOf(context: ServerContext, name: string): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: randomUUID(),
      creationTimestamp: printTime(context.clock.now()),
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
