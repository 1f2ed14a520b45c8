export { watch } from './watch.js';
export type { WatchCallOptions } from './watch.js';
export type { RetriedEvent } from './retry-watch-step.js';
export { newRetryWatcher } from './retry-watcher.js';
export type { RetryWatcherOptions, Watcher } from './retry-watcher.js';
export { until, untilWithoutRetry, WatchClosedError } from './until.js';
export type { WatchConditionFunc } from './until.js';
