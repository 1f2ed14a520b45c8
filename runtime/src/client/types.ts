import type {
  ApplyConfiguration,
  ApplyOptions,
  CreateOptions,
  DeleteCollectionOptions,
  DeleteOptions,
  GetOptions,
  Input,
  IterateOptions,
  ListOptions,
  NamespacedStoredMeta,
  PatchOptions,
  Status,
  TypeMeta,
  UpdateInput,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';

/**
 * What a client can do with a collection, whether of one namespace, of all, or of the cluster.
 *
 * Every call rejects with a `StatusError` where the server refuses, with a `ConnectionError` where it cannot be reached, and with
 * the signal's reason where the caller gave it up. Objects that are returned are the caller's own.
 */
export interface CollectionClient<T, L> {
  /** One answer of the server; with `limit`, one page of it. */
  list(options?: ListOptions): Promise<L>;
  /**
   * All objects, page by page, in the server's order and as of one moment. The next page is asked for when the one before is used
   * up. Rejects with `isResourceExpired` where reading takes longer than the server keeps the pages (minutes).
   */
  iterate(options?: IterateOptions): AsyncIterableIterator<T>;
  /**
   * Events as they happen, until the server ends the watch, which it does after a while: an informer goes on by itself, this does
   * not. A connection that fails, or is silent for longer than `idleTimeoutMs`, rejects. Leaving the loop closes the connection.
   */
  watch(options?: WatchOptions): AsyncIterableIterator<WatchEvent<T>>;
}

/** A client of a namespaced resource that reads across all namespaces. Objects are written through the client of their namespace. */
export interface AllNamespacesClient<T, L> extends CollectionClient<T, L> {}

/** All verbs of a resource. */
export interface ResourceClient<T extends TypeMeta, L, A> extends CollectionClient<T, L> {
  /** Stores a new object and resolves with what was stored. Rejects with `isAlreadyExists` where its name is taken. */
  create(object: Input<T>, options?: CreateOptions): Promise<T>;
  /** Replaces the object. Rejects with `isConflict` where it has changed since it was read. The status is left alone where it is a subresource. */
  update(object: UpdateInput<T>, options?: UpdateOptions): Promise<T>;
  /** Rejects with `isNotFound` where there is none of that name. */
  get(name: string, options?: GetOptions): Promise<T>;
  /** Changes parts of the object; the patch, made by `mergePatch` and its like, knows its own format. */
  patch(name: string, patch: Patch<T>, options?: PatchOptions): Promise<T>;
  /** Server-side apply: creates the object, or takes care of the fields named in the configuration. */
  apply(configuration: A, options: ApplyOptions): Promise<T>;
  /**
   * The object as it was, or as it lives on for a while (finalizers, graceful deletion); a `Status` of success where the server has no
   * more to say. Which of them, and of which state, depends on the kind. Rejects with `isNotFound` where there is none of that name.
   */
  delete(name: string, options?: DeleteOptions): Promise<T | Status>;
  /** Deletes what the selectors choose, which without any is everything. */
  deleteCollection(options?: DeleteCollectionOptions): Promise<L | Status>;
}

/** A client of the objects of one namespace. */
export interface NamespacedClient<T extends TypeMeta, L, A> extends ResourceClient<T, L, A> {
  readonly namespace: string;
}

/** A client of a resource that belongs to the whole cluster. */
export interface ClusterClient<T extends TypeMeta, L, A> extends ResourceClient<T, L, A> {}

/** The `status` subresource: writes to it change the status alone. */
export interface StatusClient<T extends TypeMeta, A> {
  /** The whole object. */
  getStatus(name: string, options?: GetOptions): Promise<T>;
  /** Replaces the status. Rejects with `isConflict` where the object has changed since it was read. */
  updateStatus(object: UpdateInput<T>, options?: UpdateOptions): Promise<T>;
  /** Changes parts of the status; the patch is of the whole object: `mergePatch({ status: … })`. */
  patchStatus(name: string, patch: Patch<T>, options?: PatchOptions): Promise<T>;
  /** Server-side apply to the status: `configuration` says nothing but its metadata and the status. */
  applyStatus(configuration: A, options: ApplyOptions): Promise<T>;
}

/**
 * The size of an object that runs in replicas, whatever its kind.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/#Scale
 */
export interface Scale {
  apiVersion: 'autoscaling/v1';
  kind: 'Scale';
  metadata: NamespacedStoredMeta;
  spec?: { replicas?: number | undefined } | undefined;
  status?: { replicas: number; selector?: string | undefined } | undefined;
}

/** The fields of a scale that its applier wants to own. */
export interface ScaleApplyConfiguration extends ApplyConfiguration {
  apiVersion: 'autoscaling/v1';
  kind: 'Scale';
  spec?: { replicas?: number };
}

/** The `scale` subresource. */
export interface ScaleClient {
  /** Rejects with `isNotFound` where there is no object of that name. */
  getScale(name: string, options?: GetOptions): Promise<Scale>;
  /** Sets the replicas. Rejects with `isConflict` where the object has changed since its scale was read. */
  updateScale(name: string, scale: UpdateInput<Scale>, options?: UpdateOptions): Promise<Scale>;
  /** Changes the replicas, whatever they are now: `mergePatch({ spec: { replicas } })`. */
  patchScale(name: string, patch: Patch<Scale>, options?: PatchOptions): Promise<Scale>;
  /** Server-side apply to the replicas. */
  applyScale(name: string, configuration: ScaleApplyConfiguration, options: ApplyOptions): Promise<Scale>;
}
