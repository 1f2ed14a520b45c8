import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown, type ResourceEventHandler } from 'kube-client-runtime';
import { stateOf, type Ledger, type Stored } from './ledger.js';

/** A handler that trusts its events, and records events that cannot be correct. */
export class Observer implements ResourceEventHandler<Stored> {
  /** The objects that exist according to the events, by name. */
  readonly objects = new Map<string, Stored>();
  events = 0;
  private readonly nonsense: string[] = [];
  /** The states that were received since their last comparison with the server. */
  private told = new Map<string, Stored>();
  private readonly onEvent: () => void;

  constructor(onEvent: () => void) {
    this.onEvent = onEvent;
  }

  onAdd(object: Stored): void {
    const { name } = object.metadata;
    if (this.objects.has(name)) this.nonsense.push(`add of ${name}, which is there`);
    this.is(object);
  }

  onUpdate(before: Stored, after: Stored): void {
    const { name, uid, resourceVersion } = after.metadata;
    const known = this.objects.get(name);
    // Compare states: a list delivers a known object as another JavaScript object.
    if (known === undefined || stateOf(known) !== stateOf(before))
      this.nonsense.push(`update of ${name} from a state that was not told`);
    const backwards = uid === before.metadata.uid && BigInt(resourceVersion) < BigInt(before.metadata.resourceVersion);
    if (backwards) this.nonsense.push(`${name} went back from ${before.metadata.resourceVersion} to ${resourceVersion}`);
    this.is(after);
  }

  onDelete(gone: Stored | DeletedFinalStateUnknown<Stored>): void {
    const name = isDeletedFinalStateUnknown(gone) ? gone.key.slice(gone.key.indexOf('/') + 1) : gone.metadata.name;
    if (!this.objects.delete(name)) this.nonsense.push(`delete of ${name}, which is not there`);
    this.events++;
    this.onEvent();
  }

  /** Returns the events since the last call that the server never had, or that contradict earlier ones. */
  takeInvented(ledger: Ledger): string[] {
    const invented = [...this.told.values()]
      .filter((object) => !wasThere(object, ledger))
      .map((object) => `told of ${stateOf(object)}, which the server never had`);
    this.told = new Map();
    return [...this.nonsense.splice(0), ...invented];
  }

  private is(object: Stored): void {
    this.objects.set(object.metadata.name, object);
    this.told.set(stateOf(object), object);
    this.events++;
    this.onEvent();
  }
}

/** Whether the server had this object. While it is being deleted, it has states that no write returned. */
function wasThere(object: Stored, ledger: Ledger): boolean {
  return object.metadata.deletionTimestamp === undefined ? ledger.had(stateOf(object)) : ledger.knows(object.metadata.uid);
}
