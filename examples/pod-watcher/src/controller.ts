import {
  deletionHandlingMetaNamespaceKeyFunc,
  metaNamespaceKeyFunc,
  newRateLimitingQueue,
  splitMetaNamespaceKey,
  type Logger,
} from 'kube-client-runtime';
import type { SharedInformerFactory } from '../generated/index.js';

/** After so many failures in a row a pod is left alone until it changes. */
const maxRetries = 5;

/** Tells of every pod that comes, changes or goes. */
export interface PodController {
  /** Fills the cache, then works until the signal fires and what waits in the queue is done. To be called once. */
  run(workers: number, signal: AbortSignal): Promise<void>;
}

/** A controller over the factory's pods: handlers put keys into a queue, workers take them out and look into the cache. */
export function newPodController(factory: SharedInformerFactory, logger: Logger): PodController {
  const { informer, lister } = factory.coreV1.pods;
  const queue = newRateLimitingQueue<string>();

  informer.addEventHandler({
    onAdd: (pod) => queue.add(metaNamespaceKeyFunc(pod)),
    onUpdate: (_old, pod) => queue.add(metaNamespaceKeyFunc(pod)),
    // What was deleted while the watch was down arrives as a tombstone, which has a key too.
    onDelete: (pod) => queue.add(deletionHandlingMetaNamespaceKeyFunc(pod)),
  });

  /** What is done about one pod: here it is told of. Called again whenever the pod has changed, and after a failure. */
  function sync(key: string): void {
    const { namespace, name } = splitMetaNamespaceKey(key);
    const pod = lister.namespace(namespace).get(name);
    if (!pod) {
      logger.info('pod is gone', { key });
      return;
    }
    logger.info('pod', { key, phase: pod.status?.phase ?? 'Unknown', node: pod.spec?.nodeName ?? 'none' });
  }

  async function work(): Promise<void> {
    for await (const key of queue) {
      try {
        sync(key);
        queue.forget(key);
      } catch (error) {
        if (queue.numRequeues(key) < maxRetries) {
          queue.addRateLimited(key);
        } else {
          logger.error('dropping the pod out of the queue', { key, error });
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
        // To be stopped while the cache is filled is no failure.
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        queue.shutDown();
        await factory.shutdown();
      }
    },
  };
}
