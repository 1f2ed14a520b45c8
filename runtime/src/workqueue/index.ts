export type { QueueItem } from './base-queue.js';
export { newDelayingQueue, type DelayingQueue } from './delaying-queue.js';
export type {
  CounterMetric,
  DepthMetricWithPriority,
  GaugeMetric,
  HistogramMetric,
  MetricsProvider,
  SettableGaugeMetric,
} from './metrics.js';
export { parallelizeUntil, type ParallelizeOptions } from './parallelize.js';
export {
  newPriorityQueue,
  type AddOpts,
  type PriorityQueue,
  type PriorityQueueItem,
  type PriorityQueueOptions,
} from './priority-queue.js';
export { newQueue, type CommonQueueOptions, type Queue, type QueueOptions } from './queue.js';
export {
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
  newBucketRateLimiter,
  newItemExponentialFailureRateLimiter,
  newItemFastSlowRateLimiter,
  newMaxOfRateLimiter,
  newWithMaxWaitRateLimiter,
  type RateLimiter,
} from './rate-limiters.js';
export { newRateLimitingQueue, type RateLimitingQueue } from './rate-limiting-queue.js';
export { defaultQueue, type UnderlyingQueue } from './underlying-queue.js';
