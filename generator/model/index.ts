/**
 * The API model: group versions, resources and types as plain data. It contains no OpenAPI types and no TypeScript text.
 * `analyze` builds it, and `emit` reads it.
 *
 * Start reading in `api.ts`. `schema.ts` describes values, `types.ts` named types, and `diagnostic.ts` the messages about the
 * input.
 *
 * @packageDocumentation
 */
export type * from './api.js';
export type * from './schema.js';
export type * from './types.js';
