/**
 * The types that all API objects share (`meta/v1`), the options of calls, and helpers for owner references, finalizers and
 * conditions.
 *
 * Everything here is data and pure functions; nothing talks to a server. `object-meta.ts` and `resource.ts` are the places to
 * start.
 *
 * @packageDocumentation
 */
export type * from './api-discovery.js';
export type * from './apply.js';
export type * from './immutable.js';
export type * from './input.js';
export type * from './object-meta.js';
export type * from './options.js';
export type * from './resource.js';
export type * from './selectors.js';
export type * from './status.js';
export type * from './watch-event.js';
export {
  groupKindString,
  groupResourceString,
  groupVersionKind,
  groupVersionString,
  parseGroupVersion,
} from './group-version.js';
export type { GroupKind } from './group-version.js';
export {
  findStatusCondition,
  formatMicroTime,
  formatTime,
  isStatusConditionFalse,
  isStatusConditionPresentAndEqual,
  isStatusConditionTrue,
  removeStatusCondition,
  setStatusCondition,
} from './conditions.js';
export type { NewCondition, ReadonlyCondition, WritableCondition } from './conditions.js';
export { addFinalizer, containsFinalizer, removeFinalizer } from './finalizers.js';
export type { FinalizedObject, ReadonlyFinalizedObject } from './finalizers.js';
export { mutableCopy } from './mutable-copy.js';
export { objectMetaPatchMeta } from './object-meta-patch.js';
export {
  AlreadyOwnedError,
  getControllerOf,
  hasOwnerReference,
  isControlledBy,
  newControllerRef,
  newOwnerReference,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './owner-references.js';
export type { OwnedObject, OwnerObject, OwnerReferenceOptions, ReadonlyOwnedObject } from './owner-references.js';
