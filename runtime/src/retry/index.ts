export { defaultBackoff, defaultRetry, onError, retryOnConflict } from './retry.js';
export type { OnErrorOptions } from './retry.js';
