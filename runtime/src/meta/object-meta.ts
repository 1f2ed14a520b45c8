/**
 * The types of `meta/v1` that every object carries.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
 *
 * Times are the strings that the server sent (RFC 3339), never `Date`: what is read and written back is the same document.
 */

/** A time as the server prints it, RFC 3339 with whole seconds: `2026-01-02T15:04:05Z`. */
export type Time = string;

/** A time as the server prints it, RFC 3339 with microseconds: `2026-01-02T15:04:05.000000Z`. */
export type MicroTime = string;

/** A number or a string, such as a port by number or by name, or `25%`. */
export type IntOrString = number | string;

/** A quantity in its printed form (`100m`, `1.5Gi`); arithmetic is `parseQuantity()`. */
export type Quantity = string;

/** A set of fields in the form that server-side apply stores. Opaque to clients. */
export type FieldsV1 = Record<string, unknown>;

/** Any JSON object that the API passes through without knowing its type. */
export type RawExtension = Record<string, unknown>;

/** Which fields of an object a manager owns, for server-side apply. */
export interface ManagedFieldsEntry {
  apiVersion?: string | undefined;
  fieldsType?: string | undefined;
  fieldsV1?: FieldsV1 | undefined;
  manager?: string | undefined;
  operation?: string | undefined;
  subresource?: string | undefined;
  time?: Time | undefined;
}

/** An owner of an object, which lives in the same namespace or is cluster-scoped. */
export interface OwnerReference {
  apiVersion: string;
  /** When true, the owner cannot be deleted in the foreground before this reference is gone. */
  blockOwnerDeletion?: boolean | undefined;
  /** Whether this reference points to the managing controller. At most one of an object's references does. */
  controller?: boolean | undefined;
  kind: string;
  name: string;
  uid: string;
}

/** The metadata of an object as the API documents it: everything optional. */
export interface ObjectMeta {
  annotations?: Record<string, string> | undefined;
  creationTimestamp?: Time | null | undefined;
  /** Seconds that graceful deletion may take. Read-only. */
  deletionGracePeriodSeconds?: number | undefined;
  /** Set by the server when deletion was asked for; the object goes when its finalizers are gone. Read-only. */
  deletionTimestamp?: Time | undefined;
  finalizers?: string[] | undefined;
  /** A prefix from which the server makes a unique name, when `name` is absent. */
  generateName?: string | undefined;
  /** Counts changes of the desired state. Read-only. */
  generation?: number | undefined;
  labels?: Record<string, string> | undefined;
  managedFields?: ManagedFieldsEntry[] | undefined;
  name?: string | undefined;
  namespace?: string | undefined;
  ownerReferences?: OwnerReference[] | undefined;
  /** An opaque version for optimistic concurrency and watches. Set by the server. */
  resourceVersion?: string | undefined;
  /** @deprecated Kubernetes no longer sets it. */
  selfLink?: string | undefined;
  uid?: string | undefined;
}

/** The metadata of a cluster-scoped object that was read from a server: what the server always sets is always there. */
export interface StoredMeta extends ObjectMeta {
  creationTimestamp: Time;
  name: string;
  resourceVersion: string;
  uid: string;
}

/** The metadata of a namespaced object that was read from a server. */
export interface NamespacedStoredMeta extends StoredMeta {
  namespace: string;
}

/** The metadata of an object to create: it is named, or asks the server for a name. */
export type InputMeta = ObjectMeta & ({ name: string } | { generateName: string });

/** The metadata of a list. */
export interface ListMeta {
  /** Asks for the next page when sent as `continue`. Absent on the last page. */
  continue?: string | undefined;
  /** How many items follow on later pages, where the server knows. */
  remainingItemCount?: number | undefined;
  /** The version of the collection: a watch from here misses nothing and repeats nothing. */
  resourceVersion?: string | undefined;
  /** @deprecated Kubernetes no longer sets it. */
  selfLink?: string | undefined;
  /** Where the server lists by shards, the selector of the shards that this list holds. */
  shardInfo?: ShardInfo | undefined;
}

/** Which shards a list holds. */
export interface ShardInfo {
  selector: string;
}

/** What tells the type of an object of the API. */
export interface TypeMeta {
  apiVersion: string;
  kind: string;
}

/** What every object of the API that has an identity has. */
export interface KubeObject extends TypeMeta {
  metadata: ObjectMeta;
}

/** A list of objects, as one answer of the server. */
export interface KubeList<T> {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: T[];
}

/** One observation of an object's state. */
export interface Condition {
  /** When `status` last changed. */
  lastTransitionTime: Time;
  message: string;
  observedGeneration?: number | undefined;
  /** A CamelCase word for programs. */
  reason: string;
  status: 'True' | 'False' | 'Unknown';
  type: string;
}
