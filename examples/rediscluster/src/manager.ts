import { newControllerManagedBy, newManager, type Logger, type Manager } from 'kube-client-runtime';
import { statefulSetResource } from '../generated/apps/v1/index.js';
import { redisClusterResource } from '../generated/cache.example.com/v1alpha1/index.js';
import type { Clientset, SharedInformerFactory } from '../generated/index.js';
import { newReconcile } from './reconcile.js';

/**
 * Does what the controller of `controller.ts` does, on the controller layer: queue, workers, retries, and the way from a StatefulSet to
 * its cluster are those of the manager, which starts the factory too.
 */
export function newRedisClusterManager(clientset: Clientset, factory: SharedInformerFactory, logger: Logger): Manager {
  const manager = newManager(clientset, { informers: factory, controller: { maxConcurrentReconciles: 2 }, logger });
  newControllerManagedBy(manager).for(redisClusterResource).owns(statefulSetResource).build(newReconcile(clientset, factory));
  return manager;
}
