/**
 * Turns the API model into TypeScript files. It knows neither OpenAPI nor the disk: `analyze` builds the model, and `write`
 * writes the files.
 *
 * Start reading in `emit.ts`, which lists the parts of a group version in their order. `types-file.ts` and `apply-file.ts` emit
 * types; `client.ts`, `descriptor.ts` and `informer.ts` emit code through `templates/`. `layout.ts` breaks all lines that may be
 * too long. `generated-file.ts` writes headers and imports, and `text.ts` makes untrusted text safe.
 *
 * @packageDocumentation
 */
export { emit, emitSteps } from './emit.js';
export type { EmitOptions, GeneratedFile } from './generated-file.js';
export { readKeptGroups } from './kept-groups.js';
