export type { Amount, QuantityFormat } from './parse.js';
export { newQuantity, parseQuantity } from './quantity.js';
export type { ParsedQuantity } from './quantity.js';
export { semanticEqual } from './semantic-equal.js';
export type { SemanticEqualOptions } from './semantic-equal.js';
export { wellKnownQuantityPaths, wellKnownTimePaths } from './well-known-paths.js';
