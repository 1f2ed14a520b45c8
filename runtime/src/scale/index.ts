/**
 * A client of the scale subresource of any resource, for programs that scale objects of several kinds.
 *
 * @packageDocumentation
 */
export { createScaleClient } from './scale-client.js';
export type { ScaleInterface, ScalesGetter } from './scale-client.js';
