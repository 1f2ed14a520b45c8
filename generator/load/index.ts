export type { DocumentKind, LoadedDocument, Origin, Position } from './document.js';
export { diagnosticAt, maximumDepth } from './document.js';
export { load } from './load.js';
export type { LoadedSource, LoadOptions, LoadResult } from './load.js';
