import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict, isNotFound } from 'kube-client-runtime';
import type { Clientset } from '../generated/index.js';

/**
 * Plays the part of a cluster's own controllers and nodes: the replicas of every StatefulSet become ready one by one.
 * An API server alone stores objects and does nothing with them. Ends when the signal fires.
 */
export async function makeReplicasReady(clientset: Clientset, everyMs: number, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await sleep(everyMs, undefined, { signal });
      await takeOneStep(clientset, signal);
    }
  } catch (error) {
    // The sleep, or the request, that the signal ended.
    if (!signal.aborted) throw error;
  }
}

/** Lets one replica more, or one less, be ready in each StatefulSet that has not as many as it wants. */
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
      // Changed or deleted since it was listed: the next round sees it as it is.
      if (!isConflict(error) && !isNotFound(error)) throw error;
    }
  }
}
