/**
 * Compares the generated files with the output folder, and writes them completely or not at all. It generates nothing and prints
 * nothing.
 *
 * Start reading in `plan.ts`, which decides about each file. `apply.ts` carries out a plan, and `manifest.ts` records the files
 * that belong to the tool.
 *
 * @packageDocumentation
 */
export { apply } from './apply.js';
export { OutputError } from './output-error.js';
export type { Obstacle } from './output-error.js';
export { checkOutputFolder } from './output-folder.js';
export { plan } from './plan.js';
export { readEarlier } from './read-earlier.js';
export type { Difference, OutputFile, Plan, PlanOptions } from './plan.js';
