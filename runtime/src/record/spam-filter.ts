import type { Clock } from '../util/index.js';
import type { NewCoreEvent } from './event.js';
import { LRUCache } from './lru-cache.js';

interface Bucket {
  tokens: number;
  filledAt: number;
}

export interface SpamFilterConfig {
  readonly lruCacheSize: number;
  readonly burstSize: number;
  readonly qps: number;
  readonly spamKeyFunc: (event: NewCoreEvent) => string;
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

  /** Whether the event is too much; else it has taken a token. */
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

/** What is lost when a token comes in many small parts. */
const rounding = 1e-9;
