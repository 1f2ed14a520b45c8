/**
 * Reads inputs: files, folders, globs, URLs, standard input, clusters and the bundled Kubernetes API. Returns plain JSON
 * documents with their origin. It decides which documents are CRDs or OpenAPI, but does not interpret their schemas.
 *
 * Start reading in `load.ts`. `sources.ts` finds the files, `yaml/` parses them as kubectl does, and `cluster.ts` reads a
 * cluster.
 *
 * @packageDocumentation
 */
export type { DocumentKind, LoadedDocument, Origin, Position } from './document.js';
export { diagnosticAt, maximumDepth } from './document.js';
export { load } from './load.js';
export type { LoadedSource, LoadOptions, LoadResult } from './load.js';
