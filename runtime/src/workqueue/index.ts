/**
 * Work queues: fair queues with one worker per key, delays, rate limits, priorities and metrics, as in client-go's
 * `util/workqueue`.
 *
 * `newRateLimitingQueue` is what a controller needs. Queues send nothing and know nothing about Kubernetes.
 *
 * @packageDocumentation
 */
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
export { defaultQueue, newQueue } from './queue.js';
export type { CommonQueueOptions, Queue, QueueOptions, UnderlyingQueue } from './queue.js';
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
