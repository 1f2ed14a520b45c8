export { emit } from './emit.js';
export type { EmitOptions, GeneratedFile } from './options.js';
