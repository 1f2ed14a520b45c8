import type { KubeObject, NamespacedStoredMeta } from 'kube-client-runtime';

/** An object as the server stored it. */
export interface Stored extends KubeObject {
  metadata: NamespacedStoredMeta;
  spec?: Record<string, unknown>;
}

/** An object's state, as one string: which object it is, and which version of it. */
export const stateOf = ({ metadata }: Stored): string => `${metadata.uid}@${metadata.resourceVersion}`;

/** Whether both are the same version of the same object, or both are absent. */
export function isSameState(one: Stored | undefined, other: Stored | undefined): boolean {
  return one?.metadata.uid === other?.metadata.uid && one?.metadata.resourceVersion === other?.metadata.resourceVersion;
}

/** A record of one kind in one namespace, made from the responses to its only writer: the current objects, and past states. */
export class Ledger {
  /** By name. */
  readonly current = new Map<string, Stored>();
  private states = new Set<string>();
  private uids = new Set<string>();

  wrote(object: Stored): void {
    this.current.set(object.metadata.name, object);
    this.remember(object);
  }

  removed(name: string): void {
    this.current.delete(name);
  }

  /** Forgets all states but the current ones. For a moment in which every cache and handler is up to date. */
  forgetPast(): void {
    this.states = new Set();
    this.uids = new Set();
    for (const object of this.current.values()) this.remember(object);
  }

  /** Whether the server has had this state since `forgetPast`. */
  had(state: string): boolean {
    return this.states.has(state);
  }

  /** Whether the server has had such an object since `forgetPast`. */
  knows(uid: string): boolean {
    return this.uids.has(uid);
  }

  private remember(object: Stored): void {
    this.states.add(stateOf(object));
    this.uids.add(object.metadata.uid);
  }
}
