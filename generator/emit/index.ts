export { emit, emitSteps } from './emit.js';
export type { EmitOptions, GeneratedFile } from './options.js';
export { readKeptGroups } from './kept-groups.js';
