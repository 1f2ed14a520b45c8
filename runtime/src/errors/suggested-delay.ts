import { suggestsClientDelay } from './reasons.js';

/** The default of `RESTConfig.maxRetryAfterMs`. Unit: milliseconds. */
export const longestRetryAfterMs = 300_000;

/** Returns the delay that the server suggests with an error, 5 minutes at most; 0 if it suggests none. Unit: milliseconds. */
export function suggestedDelayMs(error: unknown): number {
  return Math.min((suggestsClientDelay(error) ?? 0) * 1_000, longestRetryAfterMs);
}
