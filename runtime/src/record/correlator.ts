import { strategicMergePatch, type Patch } from '../patch/patch.js';
import { type Clock, type Random, systemClock } from '../util/index.js';
import { TokenBucket } from '../util/token-bucket.js';
import { EventAggregator } from './aggregator.js';
import {
  type CoreEvent,
  eventAggregatorByReason,
  eventAggregatorByReasonMessage,
  eventKey,
  type NewCoreEvent,
  newEventNames,
  spamKey,
} from './event.js';
import { LRUCache } from './lru-cache.js';

/** Options of event correlation. */
export interface CorrelatorOptions {
  /**
   * The number of events, of groups of similar events, and of objects that are remembered.
   *
   * Default: 4096
   */
  readonly lruCacheSize?: number | undefined;
  /**
   * The number of events that a source may send about an object at once.
   *
   * Default: 25
   */
  readonly burstSize?: number | undefined;
  /**
   * The number of further events per second.
   *
   * Default: 1/300, one in five minutes
   */
  readonly qps?: number | undefined;
  /**
   * Returns the key of events that share a rate limit.
   *
   * Default: source, object and type
   */
  readonly spamKeyFunc?: ((event: NewCoreEvent) => string) | undefined;
  /**
   * Returns the key that similar events share (`aggregateKey`) and the one that distinguishes them (`localKey`).
   *
   * Default: `eventAggregatorByReason`
   */
  readonly keyFunc?: ((event: NewCoreEvent) => { readonly aggregateKey: string; readonly localKey: string }) | undefined;
  /**
   * Returns the message of an event that stands for many.
   *
   * Default: `eventAggregatorByReasonMessage`
   */
  readonly messageFunc?: ((event: NewCoreEvent) => string) | undefined;
  /**
   * The number of similar events from which they are combined.
   *
   * Default: 10
   */
  readonly maxEvents?: number | undefined;
  /**
   * The time without a similar event after which counting starts again.
   *
   * Unit: seconds.
   * Default: 600
   */
  readonly maxIntervalInSeconds?: number | undefined;
  /**
   * The clock.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock | undefined;
  /**
   * The source of names.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
}

/** The result of correlation: skip the event, patch the stored event, or store the event if there is no patch. */
export type EventCorrelateResult =
  { readonly skip: true } | { readonly skip: false; readonly event: NewCoreEvent; readonly patch: Patch<CoreEvent> | undefined };

/**
 * A filter that keeps a source of events from flooding the server:
 * - An identical event is not stored again. The stored event counts it.
 * - Ten similar events, which differ only in their message, within ten minutes of each other are combined.
 * - A source may store 25 events about an object at once, and then one in five minutes. Further events are skipped.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/record#EventCorrelator
 */
export interface EventCorrelator {
  /** Decides what to do with an event. */
  eventCorrelate(event: NewCoreEvent): EventCorrelateResult;
  /** Records the stored event, so that the next identical one is counted there. */
  updateState(event: CoreEvent): void;
}

/** Creates a correlator without history. */
export function newEventCorrelator(options: CorrelatorOptions = {}): EventCorrelator {
  const { lruCacheSize = 4096, clock = systemClock, random = Math.random } = options;
  const aggregator = new EventAggregator({
    lruCacheSize,
    keyFunc: options.keyFunc ?? eventAggregatorByReason,
    messageFunc: options.messageFunc ?? eventAggregatorByReasonMessage,
    maxEvents: options.maxEvents ?? 10,
    maxIntervalInSeconds: options.maxIntervalInSeconds ?? 600,
    clock,
    names: newEventNames(clock, random),
  });
  const log = new EventLog(lruCacheSize);
  const { burstSize = 25, qps = 1 / 300, spamKeyFunc = spamKey } = options;
  const filter = new EventSourceObjectSpamFilter({ lruCacheSize, burstSize, qps, spamKeyFunc, clock });
  return {
    eventCorrelate(event) {
      const aggregated = aggregator.aggregate(event);
      const observed = log.observe(aggregated.event, aggregated.key);
      return filter.isSpam(observed.event) ? { skip: true } : { skip: false, ...observed };
    },
    updateState: (event) => log.update(event),
  };
}

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

/** The dependencies of a spam filter. `CorrelatorOptions` describes them. */
export interface SpamFilterConfig {
  /** The number of keys that are remembered. */
  readonly lruCacheSize: number;
  /** The number of events at once. */
  readonly burstSize: number;
  /** The number of further events per second. */
  readonly qps: number;
  /** Returns the key of events that share a rate limit. */
  readonly spamKeyFunc: (event: NewCoreEvent) => string;
  /** The clock. */
  readonly clock: Clock;
}

/** A token bucket for each source and object. */
export class EventSourceObjectSpamFilter {
  private readonly config: SpamFilterConfig;
  private readonly buckets: LRUCache<TokenBucket>;

  constructor(config: SpamFilterConfig) {
    this.config = config;
    this.buckets = new LRUCache(config.lruCacheSize);
  }

  /** Whether the event exceeds the rate limit. Otherwise the event takes a token. */
  isSpam(event: NewCoreEvent): boolean {
    const { burstSize, qps, spamKeyFunc, clock } = this.config;
    const key = spamKeyFunc(event);
    const bucket = this.buckets.get(key) ?? new TokenBucket(qps, burstSize, clock);
    this.buckets.add(key, bucket);
    return !bucket.tryTake();
  }
}
