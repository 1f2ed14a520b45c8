import type {
  ApplyConfiguration,
  Immutable,
  InputOf,
  KubeList,
  KubeObject,
  NotImmutable,
  Resource,
  UpdateInput,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import { createMergePatch } from '../patch/merge-patch.js';
import { semanticEqual } from '../quantity/index.js';
import { deepCopyUntyped } from '../util/index.js';
import type { Client } from './client.js';

/** The operation that was performed on the object. */
export type OperationResult = 'unchanged' | 'created' | 'updated' | 'updatedStatus' | 'updatedStatusOnly';

/** The result of `createOrUpdate` and `createOrPatch`. */
export interface CreateOrUpdateResult<T> {
  /** The operation that was performed. */
  readonly operation: OperationResult;
  /** The object as it is now. The caller owns it. */
  readonly object: T;
}

/** The metadata that an object to create must have. Cluster-scoped objects have no namespace. */
export interface NamedInput {
  /** The name of the object, and its namespace if the kind is namespaced. */
  metadata: { name: string; namespace?: string | undefined };
}

/** A function that changes an existing object in place to its desired state. It must not change the name or namespace. */
export type MutateFn<T> = (object: T) => void | Promise<void>;

/** Options of `createOrUpdate` and `createOrPatch`. */
export interface CreateOrUpdateOptions {
  /** Aborts the requests. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates `desired` if the cache contains no object of that name. Otherwise calls `mutate` with a copy of the existing object,
 * and updates the object if `semanticEqual` finds a change. Does not change the status of kinds that have a status subresource.
 *
 * `mutate` should not change fields that the server sets, or each call updates the object.
 *
 * Rejects with `isAlreadyExists` or `isConflict` errors if the cache lags behind. The next reconciliation then sees the new
 * state.
 */
export async function createOrUpdate<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
  client: Pick<Client, 'get' | 'create' | 'update'>,
  resource: Resource<T, L, A, I>,
  desired: NotImmutable & InputOf<T, I> & NamedInput,
  mutate: MutateFn<T>,
  options: CreateOrUpdateOptions = {},
): Promise<CreateOrUpdateResult<T>> {
  const existing = await client.get(resource, desired.metadata, options);
  if (existing === undefined) return { operation: 'created', object: await client.create(resource, desired, options) };
  const changed = await mutatedCopy(resource, existing, mutate);
  if (semanticEqual(existing, changed)) return { operation: 'unchanged', object: changed };
  return { operation: 'updated', object: await client.update(resource, changed, options) };
}

/**
 * Creates or changes an object like `createOrUpdate`, but sends the changes of `mutate` as a merge patch, which cannot conflict.
 * Sends changes of the status to the status subresource, and changed arrays completely.
 *
 * Does not send the status of an object that it creates. The next reconciliation has to do that.
 */
export async function createOrPatch<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
  client: Pick<Client, 'get' | 'create' | 'patch' | 'patchStatus'>,
  resource: Resource<T, L, A, I>,
  desired: NotImmutable & InputOf<T, I> & NamedInput,
  mutate: MutateFn<T>,
  options: CreateOrUpdateOptions = {},
): Promise<CreateOrUpdateResult<T>> {
  const { metadata } = desired;
  const existing = await client.get(resource, metadata, options);
  if (existing === undefined) return { operation: 'created', object: await client.create(resource, desired, options) };
  const changed = await mutatedCopy(resource, existing, mutate);
  const { status, ...rest } = createMergePatch(existing, changed);
  const hasStatusSubresource = resource.subresources.includes('status');
  const body = hasStatusSubresource || status === undefined ? rest : { ...rest, status };
  let result: CreateOrUpdateResult<T> = { operation: 'unchanged', object: changed };
  if (Object.keys(body).length > 0) {
    result = { operation: 'updated', object: await client.patch(resource, metadata, mergePatchOf(body), options) };
  }
  if (hasStatusSubresource && status !== undefined) {
    const object = await client.patchStatus(resource, metadata, mergePatchOf({ status }), options);
    result = { operation: result.operation === 'updated' ? 'updatedStatus' : 'updatedStatusOnly', object };
  }
  return result;
}

async function mutatedCopy<T extends KubeObject>(
  resource: Resource<T, unknown, unknown>,
  existing: Immutable<T>,
  mutate: MutateFn<T>,
): Promise<UpdateInput<T>> {
  // The copy is writable, but the compiler cannot derive that from a copy of a readonly type.
  const changed = deepCopyUntyped(existing) as UpdateInput<T>;
  const { name, namespace } = changed.metadata;
  await mutate(changed);
  if (changed.metadata.name !== name || changed.metadata.namespace !== namespace) {
    throw new Error(`${resource.plural}: mutate must not change the name or the namespace of ${namespace ?? ''}/${name ?? ''}`);
  }
  return changed;
}

/** Returns a merge patch. Its body was computed from two objects of the kind, so it fits the kind. */
function mergePatchOf<T>(body: object): Patch<T> {
  return { type: 'application/merge-patch+json', body };
}
