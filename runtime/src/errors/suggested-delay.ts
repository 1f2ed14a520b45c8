import { suggestsClientDelay } from './reasons.js';

/** The default of `RESTConfig.maxRetryAfterMs`. Unit: milliseconds. */
export const longestRetryAfterMs = 300_000;

/** Waits that are longer are logged as warnings: a program that seems to hang says why. Unit: milliseconds. */
export const longestQuietDelayMs = 5_000;

/** Returns the delay that the server suggests with an error, `maxMs` at most; 0 if it suggests none. Unit: milliseconds. */
export function suggestedDelayMs(error: unknown, maxMs: number = longestRetryAfterMs): number {
  return Math.min((suggestsClientDelay(error) ?? 0) * 1_000, maxMs);
}
