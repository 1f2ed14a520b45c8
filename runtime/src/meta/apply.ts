import type { LabelOperator } from './selectors.js';
import type { Time, TypeMeta } from './object-meta.js';

/**
 * The forms of shared types in apply configurations. A field that is there is owned by its applier, so nothing is required but
 * what tells the items of a list apart.
 */

/** The metadata of an object to apply: its name, and what the applier wants to own. */
export interface ObjectMetaApplyConfiguration extends ObjectMetaFields {
  name: string;
  namespace?: string;
}

/** The metadata that an applier may own beside the name. */
export interface ObjectMetaFields {
  annotations?: Record<string, string>;
  /** Asks for this very object: the apply fails where another of the same name has taken its place. */
  uid?: string;
  /** Asks for this very version: the apply fails with a conflict where the object has changed. */
  resourceVersion?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  ownerReferences?: OwnerReferenceApplyConfiguration[];
}

export interface OwnerReferenceApplyConfiguration {
  apiVersion?: string;
  blockOwnerDeletion?: boolean;
  controller?: boolean;
  kind?: string;
  name?: string;
  uid: string;
}

export interface LabelSelectorApplyConfiguration {
  matchExpressions?: LabelSelectorRequirementApplyConfiguration[];
  matchLabels?: Record<string, string>;
}

export interface LabelSelectorRequirementApplyConfiguration {
  key?: string;
  operator?: LabelOperator;
  values?: string[];
}

export interface ConditionApplyConfiguration {
  lastTransitionTime?: Time;
  message?: string;
  observedGeneration?: number;
  reason?: string;
  status?: 'True' | 'False' | 'Unknown';
  type: string;
}

/** What every apply configuration of a kind has. */
export interface ApplyConfiguration extends TypeMeta {
  metadata: ObjectMetaApplyConfiguration;
}

/** An apply configuration without what its builder fills in. */
export type ApplyFields<A extends ApplyConfiguration> = {
  [K in keyof A as K extends 'apiVersion' | 'kind' | 'metadata' ? never : K]: A[K];
} & { metadata?: ObjectMetaFields };

/** The apply configuration of an object inside another: its metadata needs no name. */
export type EmbeddedApply<A extends ApplyConfiguration> = {
  [K in keyof A as K extends 'apiVersion' | 'kind' | 'metadata' ? never : K]: A[K];
} & { apiVersion?: A['apiVersion']; kind?: A['kind']; metadata?: Partial<ObjectMetaApplyConfiguration> };
