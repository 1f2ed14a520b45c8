/**
 * Watches without a cache:
 * - `watch` yields the events of one watch
 * - `newRetryWatcher` yields the events of as many watches as it takes
 * - `until` waits for a condition
 *
 * This package does not store objects or list them. Use an informer of the package `cache` for that.
 *
 * Start with `newRetryWatcher`, or with the method `watch` of any client.
 * @packageDocumentation
 */
export { watch } from './watch.js';
export type { WatchCallOptions } from './watch.js';
export type { RetriedEvent } from './retry-watch-step.js';
export { newRetryWatcher } from './retry-watcher.js';
export type { RetryWatcherOptions, Watcher } from './retry-watcher.js';
export { until, untilWithoutRetry, WatchClosedError } from './until.js';
export type { WatchConditionFunc } from './until.js';
