/**
 * The types of `meta/v1` that every object carries.
 *
 * Times are the strings that the server sent (RFC 3339), never `Date`, so that a document survives reading and writing unchanged.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
 */

/** A time as the server prints it: RFC 3339 with whole seconds, such as `2026-01-02T15:04:05Z`. */
export type Time = string;

/** A time as the server prints it: RFC 3339 with microseconds, such as `2026-01-02T15:04:05.000000Z`. */
export type MicroTime = string;

/** A number or a string, such as a port by number or by name, or `25%`. */
export type IntOrString = number | string;

/**
 * A quantity: text (`100m`, `1.5Gi`), or a number. The server sends text, and accepts both. `parseQuantity()` gives arithmetic.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export type Quantity = string | number;

/** A set of fields as server-side apply stores it. Opaque to clients. */
export type FieldsV1 = Record<string, unknown>;

/** A JSON object that the API passes on without knowing its type. */
export type RawExtension = Record<string, unknown>;

/** The fields of an object that one manager owns, for server-side apply. */
export interface ManagedFieldsEntry {
  /** The version in which the fields are named. */
  apiVersion?: string | undefined;
  /** `FieldsV1` */
  fieldsType?: string | undefined;
  /** The owned fields. */
  fieldsV1?: FieldsV1 | undefined;
  /** The name of the manager. */
  manager?: string | undefined;
  /** `Apply` or `Update`. */
  operation?: string | undefined;
  /** The subresource through which the fields were written. Absent for the object itself. */
  subresource?: string | undefined;
  /** The time of the manager's last change. */
  time?: Time | undefined;
}

/** A reference to an owner of an object. The owner is in the same namespace or cluster-scoped. */
export interface OwnerReference {
  /** The `apiVersion` of the owner. */
  apiVersion: string;
  /** Whether foreground deletion of the owner waits until this reference is gone. */
  blockOwnerDeletion?: boolean | undefined;
  /** Whether the owner is the managing controller. At most one reference of an object is. */
  controller?: boolean | undefined;
  /** The kind of the owner. */
  kind: string;
  /** The name of the owner. */
  name: string;
  /** The uid of the owner. */
  uid: string;
}

/** The metadata of an object, with every field optional, as the API documents it. */
export interface ObjectMeta {
  /** Unstructured data of clients and tools. */
  annotations?: Record<string, string> | undefined;
  /** The time of creation. Set by the server. */
  creationTimestamp?: Time | null | undefined;
  /**
   * The time that graceful deletion may take. Set by the server.
   *
   * Unit: seconds
   */
  deletionGracePeriodSeconds?: number | undefined;
  /** The time at which deletion was requested. The object disappears when its finalizers are gone. Set by the server. */
  deletionTimestamp?: Time | undefined;
  /** Names of controllers that must act before the object disappears. */
  finalizers?: string[] | undefined;
  /** A prefix from which the server makes a unique name if `name` is absent. */
  generateName?: string | undefined;
  /** A number that grows with each change of the desired state. Set by the server. */
  generation?: number | undefined;
  /** Labels, by which objects are selected. */
  labels?: Record<string, string> | undefined;
  /** The owners of fields. Set by the server. */
  managedFields?: ManagedFieldsEntry[] | undefined;
  /** The name, unique among the objects of the kind in the namespace. */
  name?: string | undefined;
  /** The namespace. Absent for cluster-scoped objects. */
  namespace?: string | undefined;
  /** The owners of the object. The garbage collector deletes it when all of them are gone. */
  ownerReferences?: OwnerReference[] | undefined;
  /** The version of the object, for optimistic concurrency and watches. Opaque. Set by the server. */
  resourceVersion?: string | undefined;
  /** @deprecated Kubernetes no longer sets it. */
  selfLink?: string | undefined;
  /** The identity of the object. Another object of the same name has another one. Set by the server. */
  uid?: string | undefined;
}

/** The metadata of a cluster-scoped object that was read from a server. The fields that the server always sets are required. */
export interface StoredMeta extends ObjectMeta {
  /** The time of creation. */
  creationTimestamp: Time;
  /** The name. */
  name: string;
  /** The version of the object. */
  resourceVersion: string;
  /** The identity of the object. */
  uid: string;
}

/** The metadata of a namespaced object that was read from a server. */
export interface NamespacedStoredMeta extends StoredMeta {
  /** The namespace. */
  namespace: string;
}

/** The metadata of an object to create under a given name. */
export interface MetaWithName extends ObjectMeta {
  /** The name, unique among the objects of the kind in the namespace. */
  name: string;
}

/** The metadata of an object to create under a name that the server chooses. */
export interface MetaWithGenerateName extends ObjectMeta {
  /** The prefix of the name. */
  generateName: string;
}

/** The metadata of an object to create. It has a name, or a prefix from which the server makes one. */
export type InputMeta = MetaWithName | MetaWithGenerateName;

/** The metadata of a list. */
export interface ListMeta {
  /** The token that requests the next page. Absent on the last page. */
  continue?: string | undefined;
  /** The number of items on later pages, if the server knows it. */
  remainingItemCount?: number | undefined;
  /** The version of the collection. A watch from this version misses nothing and repeats nothing. */
  resourceVersion?: string | undefined;
  /** @deprecated Kubernetes no longer sets it. */
  selfLink?: string | undefined;
  /** The shards in this list, if the server lists by shards. */
  shardInfo?: ShardInfo | undefined;
}

/** The shards that a list holds. */
export interface ShardInfo {
  /** The selector of the shards. */
  selector: string;
}

/** The type of an API object. */
export interface TypeMeta {
  /** The group and version, such as `apps/v1`, or `v1` for the core group. */
  apiVersion: string;
  /** The kind, such as `Deployment`. */
  kind: string;
}

/** An API object with metadata. */
export interface KubeObject extends TypeMeta {
  /** The metadata. */
  metadata: ObjectMeta;
}

/** A list of objects, as the server sends it. */
export interface KubeList<T> {
  /** The `apiVersion` of the list kind. */
  apiVersion: string;
  /** The list kind, such as `PodList`. */
  kind: string;
  /** The metadata of the list. */
  metadata: ListMeta;
  /** The objects. */
  items: T[];
}

/** The state of a condition. The schema of most kinds allows any string. */
export type ConditionStatus = 'True' | 'False' | 'Unknown' | (string & {});

/** One observation of an object's state. */
export interface Condition {
  /** The time of the last change of `status`. */
  lastTransitionTime: Time;
  /** A sentence for people. */
  message: string;
  /** The generation that the condition was computed from. */
  observedGeneration?: number | undefined;
  /** A CamelCase word for programs. */
  reason: string;
  /** The state of the condition. */
  status: ConditionStatus;
  /** The type of the condition, such as `Ready`. */
  type: string;
}
