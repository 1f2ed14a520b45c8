import { formatTime } from '../meta/index.js';
import type { Clock } from '../util/index.js';
import type { NewCoreEvent } from './event.js';
import { eventKey } from './event-keys.js';
import type { EventNames } from './event-names.js';
import { LRUCache } from './lru-cache.js';

interface Group {
  readonly localKeys: Set<string>;
  lastAt: number;
}

export interface AggregatorConfig {
  readonly lruCacheSize: number;
  readonly keyFunc: (event: NewCoreEvent) => { readonly aggregateKey: string; readonly localKey: string };
  readonly messageFunc: (event: NewCoreEvent) => string;
  readonly maxEvents: number;
  readonly maxIntervalInSeconds: number;
  readonly clock: Clock;
  readonly names: EventNames;
}

/** Makes one event of many that are similar. */
export class EventAggregator {
  private readonly config: AggregatorConfig;
  private readonly groups: LRUCache<Group>;

  constructor(config: AggregatorConfig) {
    this.config = config;
    this.groups = new LRUCache(config.lruCacheSize);
  }

  /**
   * The event itself as long as there were few like it of late, else one that stands for all of them; and the key by which what is
   * to be stored is known.
   */
  aggregate(event: NewCoreEvent): { readonly event: NewCoreEvent; readonly key: string } {
    const { keyFunc, maxEvents, maxIntervalInSeconds, clock } = this.config;
    const { aggregateKey, localKey } = keyFunc(event);
    const now = clock.now();
    const known = this.groups.get(aggregateKey);
    const isRecent = known !== undefined && now - known.lastAt <= maxIntervalInSeconds * 1000;
    const group = isRecent ? known : { localKeys: new Set<string>(), lastAt: now };
    group.localKeys.add(localKey);
    group.lastAt = now;
    this.groups.add(aggregateKey, group);
    if (group.localKeys.size < maxEvents) return { event, key: eventKey(event) };
    // The set need not grow any more: that there are so many is all that is asked of it.
    for (const oldest of group.localKeys) {
      group.localKeys.delete(oldest);
      break;
    }
    return { event: this.combined(event, now), key: aggregateKey };
  }

  private combined(event: NewCoreEvent, now: number): NewCoreEvent {
    const { names, messageFunc } = this.config;
    const { apiVersion, kind, metadata, involvedObject, type, reason, source } = event;
    const time = formatTime(now);
    return {
      apiVersion,
      kind,
      metadata: { name: names(involvedObject.name ?? ''), namespace: metadata.namespace },
      involvedObject,
      type,
      reason,
      source,
      message: messageFunc(event),
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
    };
  }
}
