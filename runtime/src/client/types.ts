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
  NotImmutable,
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
 * The verbs of a collection: the objects of a namespace, of all namespaces, or of the cluster. Returned objects belong to the
 * caller.
 *
 * Rejects with a StatusError if the server refuses the request.
 * Rejects with a ConnectionError if the server cannot be reached.
 * Rejects with the signal's reason if the caller aborts the call.
 */
export interface CollectionClient<T, L> {
  /**
   * Returns the objects in one response, or one page of them with `limit`.
   *
   * @example
   * ```ts
   * const pods = clientset.coreV1.pods('default');
   * const { items, metadata } = await pods.list({ labelSelector: 'app=redis', limit: 100 });
   * items.length; // => 0
   * metadata.continue; // => undefined
   * ```
   */
  list(options?: ListOptions): Promise<L>;
  /**
   * Returns all objects, page by page, in the server's order and as of one moment. Requests a page when the previous one is
   * consumed.
   */
  iterate(options?: IterateOptions): AsyncIterableIterator<T>;
  /**
   * Returns the events of a watch. The server ends a watch after some minutes; use an informer to continue. Leaving the loop
   * closes the connection.
   *
   * Rejects with a ConnectionError if the connection fails, or is silent for longer than `idleTimeoutMs`.
   *
   * @example
   * ```ts
   * const redis = clientset.cacheV1alpha1.redisClusters('default');
   * const { metadata } = await redis.list();
   * await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
   *
   * for await (const event of redis.watch({ resourceVersion: metadata.resourceVersion, signal })) {
   *   if (event.type !== 'ADDED') continue;
   *   console.log(event.object.metadata.name);
   *   break;
   * }
   * ```
   */
  watch(options?: WatchOptions): AsyncIterableIterator<WatchEvent<T>>;
}

/** A client that reads a namespaced resource in all namespaces. Objects are written through the client of their namespace. */
export interface AllNamespacesClient<T, L> extends CollectionClient<T, L> {}

/** All verbs of a resource. */
export interface ResourceClient<T extends TypeMeta, L, A, I = Input<T>> extends CollectionClient<T, L> {
  /**
   * Creates an object and resolves with the stored object.
   *
   * Rejects with an error for `isAlreadyExists` if the name is taken.
   */
  create(object: NotImmutable & I, options?: CreateOptions): Promise<T>;
  /**
   * Replaces an object. Ignores the status if it is a subresource.
   *
   * Rejects with an error for `isConflict` if the object has changed since it was read.
   */
  update(object: UpdateInput<T>, options?: UpdateOptions): Promise<T>;
  /**
   * Returns an object.
   *
   * Rejects with an error for `isNotFound` if it does not exist.
   */
  get(name: string, options?: GetOptions): Promise<T>;
  /**
   * Patches an object. `mergePatch`, `jsonPatch` and `strategicMergePatch` create patches of their type.
   *
   * @example
   * ```ts
   * import { mergePatch } from 'kube-client-runtime';
   *
   * const redis = clientset.cacheV1alpha1.redisClusters('default');
   * await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
   * const cluster = await redis.patch('cache', mergePatch({ spec: { replicas: 5 } }));
   * cluster.spec.replicas; // => 5
   * ```
   */
  patch(name: string, patch: Patch<T>, options?: PatchOptions): Promise<T>;
  /**
   * Applies a configuration (server-side apply): creates the object, or takes ownership of the fields in the configuration.
   *
   * @example
   * ```ts
   * import { applyRedisCluster } from './generated/cache.example.com/v1alpha1/index.js';
   *
   * const redis = clientset.cacheV1alpha1.redisClusters('default');
   * const configuration = applyRedisCluster('cache', 'default', { spec: { replicas: 3, image: 'redis:7.4' } });
   * const cluster = await redis.apply(configuration, { fieldManager: 'redis-controller' });
   * cluster.spec.replicas; // => 3
   * ```
   */
  apply(configuration: A, options: ApplyOptions): Promise<T>;
  /**
   * Deletes an object. Resolves with its last state, or with its state while it terminates (finalizers, graceful deletion). Some
   * kinds return a `Status` instead.
   *
   * Rejects with an error for `isNotFound` if the object does not exist.
   */
  delete(name: string, options?: DeleteOptions): Promise<T | Status>;
  /** Deletes what the selectors choose, which without any is everything. */
  deleteCollection(options?: DeleteCollectionOptions): Promise<L | Status>;
}

/** A client of the objects of one namespace. */
export interface NamespacedClient<T extends TypeMeta, L, A, I = Input<T>> extends ResourceClient<T, L, A, I> {
  /** The namespace. */
  readonly namespace: string;
}

/** A client of a cluster-scoped resource. */
export interface ClusterClient<T extends TypeMeta, L, A, I = Input<T>> extends ResourceClient<T, L, A, I> {}

/** A client of the `status` subresource. Its writes change only the status. */
export interface StatusClient<T extends TypeMeta, A> {
  /** Returns the complete object. */
  getStatus(name: string, options?: GetOptions): Promise<T>;
  /**
   * Replaces the status.
   *
   * Rejects with an error for `isConflict` if the object has changed since it was read.
   */
  updateStatus(object: UpdateInput<T>, options?: UpdateOptions): Promise<T>;
  /** Patches the status. The patch is relative to the object: `mergePatch({ status: … })`. */
  patchStatus(name: string, patch: Patch<T>, options?: PatchOptions): Promise<T>;
  /** Applies a configuration that has only metadata and a status. */
  applyStatus(configuration: A, options: ApplyOptions): Promise<T>;
}

/**
 * The number of replicas of an object of any kind.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/#Scale
 */
export interface Scale {
  /** The version of the form. */
  apiVersion: 'autoscaling/v1';
  /** The kind of the form. */
  kind: 'Scale';
  /** The metadata of the object. */
  metadata: NamespacedStoredMeta;
  /** The desired number of replicas. */
  spec?: { replicas?: number | undefined } | undefined;
  /** The actual number of replicas, and the selector of their pods. */
  status?: { replicas: number; selector?: string | undefined } | undefined;
}

/** The fields of a scale that an applier wants to own. */
export interface ScaleApplyConfiguration extends ApplyConfiguration {
  /** The version of the form. */
  apiVersion: 'autoscaling/v1';
  /** The kind of the form. */
  kind: 'Scale';
  /** The desired number of replicas. */
  spec?: { replicas?: number };
}

/** A client of the `scale` subresource. */
export interface ScaleClient {
  /**
   * Returns the scale of an object.
   *
   * Rejects with an error for `isNotFound` if the object does not exist.
   */
  getScale(name: string, options?: GetOptions): Promise<Scale>;
  /**
   * Sets the replicas.
   *
   * Rejects with an error for `isConflict` if the object has changed since its scale was read.
   */
  updateScale(name: string, scale: UpdateInput<Scale>, options?: UpdateOptions): Promise<Scale>;
  /** Sets the replicas without a version check: `mergePatch({ spec: { replicas } })`. */
  patchScale(name: string, patch: Patch<Scale>, options?: PatchOptions): Promise<Scale>;
  /** Sets the replicas by server-side apply. */
  applyScale(name: string, configuration: ScaleApplyConfiguration, options: ApplyOptions): Promise<Scale>;
}
