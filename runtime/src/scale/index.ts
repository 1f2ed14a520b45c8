export { createScaleClient } from './scale-client.js';
export type { ScaleInterface, ScalesGetter } from './scale-client.js';
