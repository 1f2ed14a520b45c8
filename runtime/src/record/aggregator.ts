import { formatTime } from '../meta/index.js';
import type { Clock } from '../util/index.js';
import { eventKey, type EventNames, type NewCoreEvent } from './event.js';
import { LRUCache } from './lru-cache.js';

interface Group {
  readonly localKeys: Set<string>;
  lastAt: number;
}

/** The dependencies of an aggregator. `CorrelatorOptions` describes them. */
export interface AggregatorConfig {
  /** The number of groups that are remembered. */
  readonly lruCacheSize: number;
  /** Returns the keys of an event. */
  readonly keyFunc: (event: NewCoreEvent) => { readonly aggregateKey: string; readonly localKey: string };
  /** Returns the message of an event that stands for many. */
  readonly messageFunc: (event: NewCoreEvent) => string;
  /** The number of similar events from which they are combined. */
  readonly maxEvents: number;
  /**
   * The time after which counting starts again.
   *
   * Unit: seconds
   */
  readonly maxIntervalInSeconds: number;
  /** The clock. */
  readonly clock: Clock;
  /** The names of new events. */
  readonly names: EventNames;
}

/** A filter that combines many similar events into one. */
export class EventAggregator {
  private readonly config: AggregatorConfig;
  private readonly groups: LRUCache<Group>;

  constructor(config: AggregatorConfig) {
    this.config = config;
    this.groups = new LRUCache(config.lruCacheSize);
  }

  /**
   * Returns the event, or if there were many similar ones recently, an event that stands for all of them, with the key that
   * identifies it.
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
    // The set need not grow further; only the fact that it is full matters.
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
