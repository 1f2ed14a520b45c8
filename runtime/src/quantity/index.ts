/**
 * Resource quantities, and comparison of API objects by meaning.
 *
 * `parseQuantity` reads what Kubernetes calls a quantity (`500m`, `1.5Gi`) without loss. `semanticEqual` compares two objects and
 * knows which of their strings are quantities or times. Nothing here talks to a server.
 *
 * Start reading at `quantity.ts`.
 *
 * @packageDocumentation
 */
export type { Amount, QuantityFormat } from './parse.js';
export { newQuantity, parseQuantity } from './quantity.js';
export type { ParsedQuantity } from './quantity.js';
export { semanticEqual } from './semantic-equal.js';
export type { SemanticEqualOptions } from './semantic-equal.js';
export { wellKnownQuantityPaths, wellKnownTimePaths } from './well-known-paths.js';
