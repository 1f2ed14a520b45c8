export { apply } from './apply.js';
export { OutputError } from './output-error.js';
export type { Obstacle } from './output-error.js';
export { checkOutputFolder } from './output-folder.js';
export { plan } from './plan.js';
export { readEarlier } from './read-earlier.js';
export type { Difference, OutputFile, Plan, PlanOptions } from './plan.js';
