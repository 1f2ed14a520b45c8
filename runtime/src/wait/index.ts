export { backoffStep, delayFunc, delayWithReset, jitter } from './backoff.js';
export type { Backoff, BackoffStep, DelayFunc } from './backoff.js';
export { exponentialBackoff, isInterrupted, jitterUntil, poll, WaitTimeoutError } from './poll.js';
export type { BackoffOptions, ConditionFunc, JitterUntilOptions, PollOptions, WaitOptions } from './poll.js';
