import {
  deletionHandlingMetaNamespaceKeyFunc,
  metaNamespaceKeyFunc,
  newRateLimitingQueue,
  splitMetaNamespaceKey,
  type Logger,
} from 'kube-client-runtime';
import type { SharedInformerFactory } from '../generated/index.js';

/** The number of failures in a row after which a pod is dropped from the queue until it changes. */
const maxRetries = 5;

/** A controller that logs every pod that is added, changed or deleted. */
export interface PodController {
  /** Fills the cache, then processes pods until the signal fires and the queue is empty. Call it once. */
  run(workers: number, signal: AbortSignal): Promise<void>;
}

/**
 * Creates a controller for the pods of a factory. Event handlers add keys to a queue, and workers read the pods from the cache.
 */
export function newPodController(factory: SharedInformerFactory, logger: Logger): PodController {
  const { informer, lister } = factory.coreV1.pods;
  const queue = newRateLimitingQueue<string>();

  informer.addEventHandler({
    onAdd: (pod) => queue.add(metaNamespaceKeyFunc(pod)),
    onUpdate: (_old, pod) => queue.add(metaNamespaceKeyFunc(pod)),
    // A pod that was deleted while the watch was interrupted arrives as a tombstone, which has a key too.
    onDelete: (pod) => queue.add(deletionHandlingMetaNamespaceKeyFunc(pod)),
  });

  /** Processes one pod. Called again when the pod has changed, and after a failure. */
  function sync(key: string): void {
    const { namespace, name } = splitMetaNamespaceKey(key);
    const pod = lister.namespace(namespace).get(name);
    if (!pod) {
      logger.info('Pod was deleted', { key });
      return;
    }
    logger.info('Pod', { key, phase: pod.status?.phase ?? 'Unknown', node: pod.spec?.nodeName ?? 'none' });
  }

  async function work(): Promise<void> {
    for await (const key of queue) {
      try {
        /** Processes one pod. Called again when the pod has changed, and after a failure. */
        sync(key);
        queue.forget(key);
      } catch (error) {
        if (queue.numRequeues(key) < maxRetries) {
          queue.addRateLimited(key);
        } else {
          logger.error('Dropping the pod out of the queue', { key, error });
          queue.forget(key);
        }
      } finally {
        queue.done(key);
      }
    }
  }

  return {
    async run(workers, signal) {
      // Workers end when the queue is shut down and empty.
      const stop = (): void => queue.shutDown();
      signal.addEventListener('abort', stop, { once: true });
      factory.start(signal);
      try {
        await factory.waitForCacheSync(signal);
        await Promise.all(Array.from({ length: workers }, () => work()));
      } catch (error) {
        // Stopping while the cache is being filled is not an error.
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        queue.shutDown();
        await factory.shutdown();
      }
    },
  };
}
