import { newControllerManagedBy, newManager, type Logger, type Manager } from 'kube-client-runtime';
import { statefulSetResource } from '../generated/apps/v1/index.js';
import { redisClusterResource } from '../generated/cache.example.com/v1alpha1/index.js';
import type { Clientset, SharedInformerFactory } from '../generated/index.js';
import { newReconcile } from './reconcile.js';

/**
 * Creates the same controller as `controller.ts`, with the controller layer of the runtime. The manager provides the queue, the
 * workers and the retries, maps a StatefulSet to its cluster, and starts the factory.
 */
export function newRedisClusterManager(clientset: Clientset, factory: SharedInformerFactory, logger: Logger): Manager {
  const manager = newManager(clientset, { informers: factory, controller: { maxConcurrentReconciles: 2 }, logger });
  newControllerManagedBy(manager).for(redisClusterResource).owns(statefulSetResource).build(newReconcile(clientset, factory));
  return manager;
}
