export { decodeWatchEvents } from './decode.js';
export { watch, watchBatches } from './watch.js';
export type { WatchCallOptions } from './watch.js';
