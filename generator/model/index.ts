export type * from './api.js';
export type * from './schema.js';
export type * from './types.js';
