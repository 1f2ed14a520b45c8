import type { KubeObject, NamespacedStoredMeta } from 'kube-client-runtime';

/** An object as the server stored it. */
export interface Stored extends KubeObject {
  metadata: NamespacedStoredMeta;
  spec?: Record<string, unknown>;
}

/** An object's state, as one string: which object it is, and which version of it. */
export const stateOf = ({ metadata }: Stored): string => `${metadata.uid}@${metadata.resourceVersion}`;

/** What the server has of one kind in one namespace, and all that it ever had, by the answers to the only writer there is. */
export class Ledger {
  /** By name. */
  readonly current = new Map<string, Stored>();
  private readonly states = new Set<string>();
  private readonly uids = new Set<string>();

  wrote(object: Stored): void {
    this.current.set(object.metadata.name, object);
    this.states.add(stateOf(object));
    this.uids.add(object.metadata.uid);
  }

  removed(name: string): void {
    this.current.delete(name);
  }

  /** Whether the server ever had this state. */
  had(state: string): boolean {
    return this.states.has(state);
  }

  /** Whether there ever was such an object. */
  knows(uid: string): boolean {
    return this.uids.has(uid);
  }
}
