import type { ApplyConfiguration, Immutable, Input, KubeList, KubeObject, Resource, UpdateInput } from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import { createMergePatch } from '../patch/merge-patch.js';
import { semanticEqual } from '../quantity/index.js';
import { deepCopyUntyped } from '../util/index.js';
import type { Client } from './client.js';

/** What was done: the object has been … */
export type OperationResult = 'unchanged' | 'created' | 'updated' | 'updatedStatus' | 'updatedStatusOnly';

/** What was done, and the object as it is now: the caller's own. */
export interface CreateOrUpdateResult<T> {
  readonly operation: OperationResult;
  readonly object: T;
}

/** What an object to create has to be called; of cluster-scoped kinds without a namespace. */
export interface NamedInput {
  metadata: { name: string; namespace?: string | undefined };
}

/** Brings an object that is there already to what it should be, in place. It must not change its name or namespace. */
export type MutateFn<T> = (object: T) => void | Promise<void>;

export interface CreateOrUpdateOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates `desired` where the cache has no object of its name; else lets `mutate` change a copy of what is there, and updates it where
 * that has changed anything (by `semanticEqual`). The status is left alone where it is a subresource.
 *
 * The cache may be behind: then it rejects with `isAlreadyExists` or `isConflict`, and the next reconciliation sees more. What the
 * server fills in, `mutate` should leave alone, or there is an update each time.
 */
export async function createOrUpdate<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
  client: Pick<Client, 'get' | 'create' | 'update'>,
  resource: Resource<T, L, A>,
  desired: Input<T> & NamedInput,
  mutate: MutateFn<T>,
  options: CreateOrUpdateOptions = {},
): Promise<CreateOrUpdateResult<T>> {
  const existing = await client.get(resource, desired.metadata, options);
  if (existing === undefined) return { operation: 'created', object: await client.create(resource, desired, options) };
  const changed = await mutated(resource, existing, mutate);
  if (semanticEqual(existing, changed)) return { operation: 'unchanged', object: changed };
  return { operation: 'updated', object: await client.update(resource, changed, options) };
}

/**
 * As `createOrUpdate`, but what `mutate` has changed is sent as a merge patch, which cannot conflict; changes of the status are sent to
 * its subresource. Arrays that changed are sent whole. The status of an object that is created is not sent: that takes another
 * reconciliation.
 */
export async function createOrPatch<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
  client: Pick<Client, 'get' | 'create' | 'patch' | 'patchStatus'>,
  resource: Resource<T, L, A>,
  desired: Input<T> & NamedInput,
  mutate: MutateFn<T>,
  options: CreateOrUpdateOptions = {},
): Promise<CreateOrUpdateResult<T>> {
  const { metadata } = desired;
  const existing = await client.get(resource, metadata, options);
  if (existing === undefined) return { operation: 'created', object: await client.create(resource, desired, options) };
  const changed = await mutated(resource, existing, mutate);
  const { status, ...rest } = createMergePatch(existing, changed);
  const apart = resource.subresources.includes('status');
  const body = apart || status === undefined ? rest : { ...rest, status };
  let result: CreateOrUpdateResult<T> = { operation: 'unchanged', object: changed };
  if (Object.keys(body).length > 0) {
    result = { operation: 'updated', object: await client.patch(resource, metadata, mergePatchOf(body), options) };
  }
  if (apart && status !== undefined) {
    const object = await client.patchStatus(resource, metadata, mergePatchOf({ status }), options);
    result = { operation: result.operation === 'updated' ? 'updatedStatus' : 'updatedStatusOnly', object };
  }
  return result;
}

async function mutated<T extends KubeObject>(
  resource: Resource<T, unknown, unknown>,
  existing: Immutable<T>,
  mutate: MutateFn<T>,
): Promise<UpdateInput<T>> {
  // A copy of what is readonly in types alone is writable; the compiler cannot know that a copy is what it is.
  const changed = deepCopyUntyped(existing) as UpdateInput<T>;
  const { name, namespace } = changed.metadata;
  await mutate(changed);
  if (changed.metadata.name !== name || changed.metadata.namespace !== namespace) {
    throw new Error(`${resource.plural}: mutate must not change the name or the namespace of ${namespace ?? ''}/${name ?? ''}`);
  }
  return changed;
}

/** What was computed from two objects of a kind fits it. */
function mergePatchOf<T>(body: object): Patch<T> {
  return { type: 'application/merge-patch+json', body };
}
