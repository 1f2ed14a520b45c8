import type { Clock } from '../util/index.js';
import type { NewCoreEvent } from './event.js';
import { LRUCache } from './lru-cache.js';

interface Bucket {
  tokens: number;
  filledAt: number;
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
  private readonly buckets: LRUCache<Bucket>;

  constructor(config: SpamFilterConfig) {
    this.config = config;
    this.buckets = new LRUCache(config.lruCacheSize);
  }

  /** Whether the event exceeds the rate limit. Otherwise the event takes a token. */
  isSpam(event: NewCoreEvent): boolean {
    const { burstSize, qps, spamKeyFunc, clock } = this.config;
    const key = spamKeyFunc(event);
    const now = clock.monotonic();
    const bucket = this.buckets.get(key) ?? { tokens: burstSize, filledAt: now };
    bucket.tokens = Math.min(burstSize, bucket.tokens + ((now - bucket.filledAt) / 1000) * qps);
    bucket.filledAt = now;
    this.buckets.add(key, bucket);
    if (bucket.tokens < 1 - rounding) return true;
    bucket.tokens -= 1;
    return false;
  }
}

/** The tolerance for tokens that accumulate in many small parts. */
const rounding = 1e-9;
