import type { Clock } from '../util/index.js';
import { TokenBucket } from '../util/token-bucket.js';
import type { NewCoreEvent } from './event.js';
import { LRUCache } from './lru-cache.js';

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
