import { deepCopyUntyped } from '../util/deep-copy.js';
import type { Mutable } from './immutable.js';

/**
 * Returns a deep copy of an object, typically of one from a cache. The copy may be changed and sent.
 *
 * @example
 * ```ts
 * import { mutableCopy } from 'kube-client-runtime';
 * import { createSharedInformerFactory } from './generated/index.js';
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
 * const informers = createSharedInformerFactory(clientset);
 * const { lister } = informers.cacheV1alpha1.redisClusters;
 * informers.start(signal);
 * await informers.waitForCacheSync(signal);
 *
 * const cached = lister.namespace('default').get('cache');
 * if (!cached) throw new Error('default/cache is not in the cache');
 * const cluster = mutableCopy(cached);
 * cluster.spec.replicas = 5;
 * await redis.update(cluster);
 * ```
 */
export function mutableCopy<T>(object: T): Mutable<T> {
  // Only the types were readonly. The compiler cannot know that a copy has the mutable type.
  return deepCopyUntyped(object) as Mutable<T>;
}
