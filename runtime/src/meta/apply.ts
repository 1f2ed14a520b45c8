/**
 * The shared types in the form of apply configurations. An applier owns each field that it sends. Therefore only keys of list
 * items are required.
 */

import type { ConditionStatus, Time, TypeMeta } from './object-meta.js';
import type { LabelOperator } from './selectors.js';

/**
 * The forms of shared types in apply configurations. A field that is there is owned by its applier, so nothing is required but
 * what tells the items of a list apart.
 */

/** The metadata of an object to apply: its name, and the fields that the applier wants to own. */
export interface ObjectMetaApplyConfiguration extends ObjectMetaFields {
  /** The name of the object. */
  name: string;
  /** The namespace of the object. Must agree with the client's, or be absent. */
  namespace?: string;
}

/** The metadata, apart from its identity, that an applier can own. */
export interface ObjectMetaFields {
  /** Annotations to own. */
  annotations?: Record<string, string>;
  /** The uid that the object must have. The apply fails if another object of the same name has taken its place. */
  uid?: string;
  /** The version that the object must have. The apply fails with a conflict if the object has changed. */
  resourceVersion?: string;
  /** Finalizers to own. */
  finalizers?: string[];
  /** Labels to own. */
  labels?: Record<string, string>;
  /** Owner references to own. Their key is the uid. */
  ownerReferences?: OwnerReferenceApplyConfiguration[];
}

/** An owner reference to apply. */
export interface OwnerReferenceApplyConfiguration {
  /** The `apiVersion` of the owner. */
  apiVersion?: string;
  /** Whether foreground deletion of the owner waits for this object. */
  blockOwnerDeletion?: boolean;
  /** Whether the owner is the managing controller. */
  controller?: boolean;
  /** The kind of the owner. */
  kind?: string;
  /** The name of the owner. */
  name?: string;
  /** The uid of the owner. The key of this list item. */
  uid: string;
}

/** A label selector to apply. */
export interface LabelSelectorApplyConfiguration {
  /** Requirements that must all hold. The list is atomic. */
  matchExpressions?: LabelSelectorRequirementApplyConfiguration[];
  /** Labels that must have exactly these values. */
  matchLabels?: Record<string, string>;
}

/** A requirement of a label selector to apply. */
export interface LabelSelectorRequirementApplyConfiguration {
  /** The label's key. */
  key?: string;
  /** The comparison. */
  operator?: LabelOperator;
  /** The values of `In` and `NotIn`. */
  values?: string[];
}

/** A condition to apply. */
export interface ConditionApplyConfiguration {
  /** The time of the last change of `status`. */
  lastTransitionTime?: Time;
  /** A sentence for people. */
  message?: string;
  /** The generation that the condition was computed from. */
  observedGeneration?: number;
  /** A CamelCase word for programs. */
  reason?: string;
  /** The state of the condition. */
  status?: ConditionStatus;
  /** The type of the condition. The key of this list item. */
  type: string;
}

/** The fields that the apply configuration of every kind has. */
export interface ApplyConfiguration extends TypeMeta {
  /** The name, and the metadata to own. */
  metadata: ObjectMetaApplyConfiguration;
}

/** An apply configuration without the fields that its builder fills in. */
export type ApplyFields<A extends ApplyConfiguration> = {
  [K in keyof A as K extends 'apiVersion' | 'kind' | 'metadata' ? never : K]: A[K];
} & { metadata?: ObjectMetaFields };

/** The apply configuration of an object inside another. Its metadata needs no name. */
export type EmbeddedApply<A extends ApplyConfiguration> = {
  [K in keyof A as K extends 'apiVersion' | 'kind' | 'metadata' ? never : K]: A[K];
} & { apiVersion?: A['apiVersion']; kind?: A['kind']; metadata?: Partial<ObjectMetaApplyConfiguration> };
