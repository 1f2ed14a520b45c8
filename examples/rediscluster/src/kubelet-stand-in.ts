import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict, isNotFound } from 'kube-client-runtime';
import type { Clientset } from '../generated/index.js';

/**
 * Simulates the controllers and nodes of a cluster: the replicas of every StatefulSet become ready one by one. An API server
 * without them only stores objects. Returns when the signal fires.
 */
export async function makeReplicasReady(clientset: Clientset, everyMs: number, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await sleep(everyMs, undefined, { signal });
      await takeOneStep(clientset, signal);
    }
  } catch (error) {
    // The signal has ended the sleep or the request.
    if (!signal.aborted) throw error;
  }
}

/** Changes the number of ready replicas by one in each StatefulSet that has too few or too many. */
async function takeOneStep(clientset: Clientset, signal: AbortSignal): Promise<void> {
  for await (const statefulSet of clientset.appsV1.statefulSets().iterate({ signal })) {
    const wanted = statefulSet.spec?.replicas ?? 1;
    const ready = statefulSet.status?.readyReplicas ?? 0;
    if (ready === wanted) continue;
    const replicas = ready + Math.sign(wanted - ready);
    const status = { ...statefulSet.status, replicas, readyReplicas: replicas };
    try {
      await clientset.appsV1.statefulSets(statefulSet.metadata.namespace).updateStatus({ ...statefulSet, status }, { signal });
    } catch (error) {
      // The object was changed or deleted after the list. The next step reads it again.
      if (!isConflict(error) && !isNotFound(error)) throw error;
    }
  }
}
