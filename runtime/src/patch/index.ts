/**
 * Patches of objects: JSON Patch, JSON merge patch and strategic merge patch, with the results of the API server.
 *
 * Start with `mergePatch` for a patch that you write by hand, and with `mergeFrom` for the difference between two objects. The
 * functions here create and apply patches, but send nothing: pass a `Patch` to the `patch` method of a client. Apply patches are
 * not here: call the `apply` method of a client.
 *
 * @packageDocumentation
 */
export {
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  requireKeyUnchanged,
  requireMetadataKeyUnchanged,
} from './create-strategic-merge-patch.js';
export type { PatchPrecondition, ThreeWayMergePatchOptions, TwoWayMergePatchOptions } from './create-strategic-merge-patch.js';
export { jsonPatchFrom, mergeFrom, strategicMergeFrom } from './from-objects.js';
export type { FromObjectsOptions } from './from-objects.js';
export { applyJsonPatch, createJsonPatch, JsonPatchError } from './json-patch.js';
export { applyMergePatch, createMergePatch } from './merge-patch.js';
export { jsonPatch, jsonPointer, mergePatch, strategicMergePatch } from './patch.js';
export { applyStrategicMergePatch, StrategicMergePatchError } from './strategic-merge-patch.js';
export type { StrategicMergePatchFault } from './strategic-merge-patch.js';
export type { JsonPatchOperation, MergePatchBody, Patch, StrategicMergePatchBody } from './patch.js';
export type { PatchType } from '../meta/index.js';
