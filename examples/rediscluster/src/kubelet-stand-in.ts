import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict, isNotFound } from 'kube-client-runtime';
import type { Clientset } from '../generated/index.js';

/**
 * Plays the part of a cluster's own controllers and nodes: the replicas of every StatefulSet become ready one by one.
 * An API server alone stores objects and does nothing with them. Ends when the signal fires.
 */
export async function makeReplicasReady(clientset: Clientset, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(everyMs, undefined, { signal });
      for await (const statefulSet of clientset.appsV1.statefulSets().iterate({ signal })) {
        const wanted = statefulSet.spec?.replicas ?? 1;
        const ready = statefulSet.status?.readyReplicas ?? 0;
        if (ready === wanted) continue;
        const next = ready + Math.sign(wanted - ready);
        statefulSet.status = { ...statefulSet.status, replicas: next, readyReplicas: next };
        await clientset.appsV1.statefulSets(statefulSet.metadata.namespace).updateStatus(statefulSet, { signal });
      }
    } catch (error) {
      // Changed or deleted since it was listed: the next round sees it as it is.
      if (!signal.aborted && !isConflict(error) && !isNotFound(error)) throw error;
    }
  }
}
