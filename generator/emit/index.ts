export { emit, emitSteps } from './emit.js';
export type { EmitOptions, GeneratedFile } from './generated-file.js';
export { readKeptGroups } from './kept-groups.js';
