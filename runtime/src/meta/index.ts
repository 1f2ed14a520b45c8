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
export type * from './object-meta.js';
export type * from './selectors.js';
export type * from './status.js';
export type * from './watch-event.js';
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
export { mutableCopy } from './immutable.js';
export {
  groupKindString,
  groupResourceString,
  groupVersionKind,
  groupVersionString,
  objectMetaPatchMeta,
  parseGroupVersion,
} from './resource.js';
export type { Embedded, Immutable, Input, InputOf, Mutable, NotImmutable, UpdateInput } from './immutable.js';
export type {
  ApplyOptions,
  CallOptions,
  CreateOptions,
  DeleteCollectionOptions,
  DeleteOptions,
  DeletionPropagation,
  DryRun,
  FieldValidation,
  GetOptions,
  IterateOptions,
  ListOptions,
  PatchOptions,
  PatchType,
  Preconditions,
  ResourceVersionMatch,
  SelectionOptions,
  UpdateOptions,
  WatchOptions,
  WriteOptions,
} from './options.js';
export type {
  ClusterResource,
  GroupKind,
  GroupVersion,
  GroupVersionKind,
  GroupVersionResource,
  NamespacedResource,
  PatchMeta,
  Resource,
  ResourceInfo,
  Verb,
} from './resource.js';
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
