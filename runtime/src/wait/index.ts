/**
 * Waiting: delays that grow (`Backoff`), and conditions that are tried until they hold (`poll`, `exponentialBackoff`).
 *
 * Clocks, randomness and signals come from the caller, so that tests need no sleep. client-go has this in `util/wait`.
 *
 * @packageDocumentation
 */
export { backoffStep, delayFunc, delayWithReset, jitter } from './backoff.js';
export type { Backoff, BackoffStep, DelayFunc } from './backoff.js';
export { exponentialBackoff, isInterrupted, jitterUntil, poll, WaitTimeoutError } from './poll.js';
export type { BackoffOptions, ConditionFunc, JitterUntilOptions, PollOptions, WaitOptions } from './poll.js';
