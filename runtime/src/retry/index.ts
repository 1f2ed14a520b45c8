/**
 * Retries of calls that fail with a conflict or another retriable error. Starts no request by itself.
 *
 * @packageDocumentation
 */
export { defaultBackoff, defaultRetry, onError, retryOnConflict } from './retry.js';
export type { OnErrorOptions } from './retry.js';
