/**
 * Turns documents into the API model. It reads CRDs and OpenAPI, and reports their faults as diagnostics. It performs no I/O, and
 * knows no TypeScript text except identifiers.
 *
 * Start reading in `analyze.ts`. `crd.ts` and `openapi.ts` read the two kinds of documents, and `schema.ts` converts their
 * schemas.
 *
 * @packageDocumentation
 */
export { analyze, analyzeSteps, type Analysis, type AnalyzeOptions } from './analyze.js';
