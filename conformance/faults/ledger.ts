import type { KubeObject, NamespacedStoredMeta } from 'kube-client-runtime';

/** An object as the server stored it. */
export interface Stored extends KubeObject {
  metadata: NamespacedStoredMeta;
  spec?: Record<string, unknown>;
}

/** Returns the state of an object as a string: its UID and its version. */
export const stateOf = ({ metadata }: Stored): string => `${metadata.uid}@${metadata.resourceVersion}`;

/** Whether both are the same version of the same object, or both are absent. */
export function isSameState(one: Stored | undefined, other: Stored | undefined): boolean {
  return one?.metadata.uid === other?.metadata.uid && one?.metadata.resourceVersion === other?.metadata.resourceVersion;
}

/** A record of one kind in one namespace, made from the responses to its only writer: the current objects, and past states. */
export class Ledger {
  /** The current objects by name. */
  readonly current = new Map<string, Stored>();
  /** The states and UIDs of the latest periods, the current period first. */
  private periods: readonly Period[] = [newPeriod()];

  wrote(object: Stored): void {
    this.current.set(object.metadata.name, object);
    this.remember(object);
  }

  removed(name: string): void {
    this.current.delete(name);
  }

  /**
   * Begins a new period and forgets all but the last few. Call it when every cache and handler is up to date. A handler may then
   * still have to receive objects that were created and deleted since the last period, but no older ones.
   */
  beginPeriod(): void {
    this.periods = [newPeriod(), ...this.periods.slice(0, periodsKept - 1)];
    for (const object of this.current.values()) this.remember(object);
  }

  /** Whether the server has had this state in the last periods. */
  had(state: string): boolean {
    return this.periods.some(({ states }) => states.has(state));
  }

  /** Whether the server has had such an object in the last periods. */
  knows(uid: string): boolean {
    return this.periods.some(({ uids }) => uids.has(uid));
  }

  private remember(object: Stored): void {
    const [period] = this.periods;
    period?.states.add(stateOf(object));
    period?.uids.add(object.metadata.uid);
  }
}

interface Period {
  readonly states: Set<string>;
  readonly uids: Set<string>;
}

const newPeriod = (): Period => ({ states: new Set(), uids: new Set() });
const periodsKept = 4;
