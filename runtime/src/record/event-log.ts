import { strategicMergePatch, type Patch } from '../patch/patch.js';
import { eventKey } from './event-keys.js';
import type { CoreEvent, NewCoreEvent } from './event.js';
import { LRUCache } from './lru-cache.js';

interface Observation {
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
  readonly resourceVersion: string | undefined;
}

/** A count of the observations of each event. */
export class EventLog {
  private readonly observations: LRUCache<Observation>;

  constructor(lruCacheSize: number) {
    this.observations = new LRUCache(lruCacheSize);
  }

  /** Returns the event to store. If it was observed before, it has its earlier name and a patch. */
  observe(event: NewCoreEvent, key: string): { readonly event: NewCoreEvent; readonly patch: Patch<CoreEvent> | undefined } {
    const last = this.observations.get(key);
    if (!last) {
      this.note(event, key);
      return { event, patch: undefined };
    }
    const { name, resourceVersion, firstTimestamp } = last;
    const count = last.count + 1;
    const observed = { ...event, metadata: { ...event.metadata, name, resourceVersion }, firstTimestamp, count };
    this.note(observed, key);
    const { lastTimestamp, message } = event;
    return { event: observed, patch: strategicMergePatch<CoreEvent>({ count, lastTimestamp, message }) };
  }

  /** Records the stored event. */
  update(event: CoreEvent): void {
    this.note(event, eventKey(event));
  }

  private note({ count, firstTimestamp, metadata: { name, resourceVersion } }: NewCoreEvent, key: string): void {
    this.observations.add(key, { count, firstTimestamp, name, resourceVersion });
  }
}
