/**
 * Resource quantities, durations and percentages as specs carry them, and comparison of API objects by meaning.
 *
 * `parseQuantity` reads what Kubernetes calls a quantity (`500m`, `1.5Gi`) without loss. `semanticEqual` compares two objects and
 * knows which of their strings are quantities or times. `parseDuration` reads the durations of Go (`5m30s`), and
 * `getScaledValueFromIntOrPercent` fields such as `maxUnavailable`. Nothing here talks to a server.
 *
 * Start reading at `quantity.ts`.
 *
 * @packageDocumentation
 */
export { formatDuration, parseDuration } from './duration.js';
export { getScaledValueFromIntOrPercent } from './int-or-percent.js';
export type { Amount, QuantityFormat } from './parse.js';
export { newQuantity, parseQuantity } from './quantity.js';
export type { ParsedQuantity } from './quantity.js';
export { semanticEqual } from './semantic-equal.js';
export type { SemanticEqualOptions } from './semantic-equal.js';
export { wellKnownQuantityPaths, wellKnownTimePaths } from './well-known-paths.js';
