export { generate, inspect } from './generate.js';
export type { Generated, Inspected } from './generate.js';
export { formatDiagnostic } from './model/diagnostic.js';
export type { Diagnostic } from './model/diagnostic.js';
export type { ApiModel } from './model/index.js';
export { GenerateError } from './options.js';
export type { GeneratedFile, GenerateOptions, InputOptions, Phase, Progress, Report } from './options.js';
