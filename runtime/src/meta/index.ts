export type * from './api-discovery.js';
export type * from './immutable.js';
export type * from './object-meta.js';
export type * from './options.js';
export type * from './resource.js';
export type * from './selectors.js';
export type * from './status.js';
export type * from './watch-event.js';
