import type { NotImmutable } from './immutable.js';
import type { OwnerReference } from './object-meta.js';
import { parseGroupVersion } from './resource.js';

/** An object that can own others. It was read from a server or a cache, so that it has a name and a uid. */
export interface OwnerObject {
  /** The `apiVersion` of the owner. */
  readonly apiVersion: string;
  /** The kind of the owner. */
  readonly kind: string;
  /** The identity of the owner. */
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
  };
}

/** An object whose owners are changed. Objects from a cache do not compile here. */
export interface OwnedObject extends NotImmutable {
  /** The metadata to change. */
  metadata: {
    name?: string | undefined;
    namespace?: string | undefined;
    ownerReferences?: OwnerReference[] | undefined;
  };
}

/** An object whose owners are read. */
export interface ReadonlyOwnedObject {
  /** The metadata to read. */
  readonly metadata: { readonly ownerReferences?: readonly Readonly<OwnerReference>[] | undefined };
}

/** The error for an object that another controller already manages. */
export class AlreadyOwnedError extends Error {
  /** The object's reference to its present controller. */
  readonly owner: OwnerReference;

  constructor(object: OwnedObject, owner: Readonly<OwnerReference>) {
    const { namespace = '', name = '' } = object.metadata;
    super(`Object ${namespace}/${name} is already owned by another ${owner.kind} controller ${owner.name}`);
    this.name = 'AlreadyOwnedError';
    this.owner = { ...owner };
  }
}

/** Options of a new owner reference. */
export interface OwnerReferenceOptions {
  /**
   * Whether foreground deletion of the owner waits for the object.
   *
   * Default: true for a controller, otherwise absent
   */
  readonly blockOwnerDeletion?: boolean;
}

/**
 * Creates a reference to an owner.
 *
 * Throws an Error if the owner has no name or uid, as before it is created.
 */
export function newOwnerReference(owner: OwnerObject, { blockOwnerDeletion }: OwnerReferenceOptions = {}): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid } = metadata;
  if (!apiVersion || !kind || !name || !uid) {
    throw new Error(
      `an owner needs apiVersion, kind, metadata.name and metadata.uid, and ${kind || 'this object'} ${name ?? ''} lacks some: ` +
        'read it from the server first',
    );
  }
  const reference: OwnerReference = { apiVersion, kind, name, uid };
  if (blockOwnerDeletion !== undefined) reference.blockOwnerDeletion = blockOwnerDeletion;
  return reference;
}

/** Creates a reference to an owner that is the managing controller, as client-go's `metav1.NewControllerRef`. */
export function newControllerRef(owner: OwnerObject): OwnerReference {
  return { ...newOwnerReference(owner), blockOwnerDeletion: true, controller: true };
}

/**
 * Makes `owner` the managing controller of `object`. The object is deleted with its owner, and watches of owned objects find the
 * owner. Replaces a reference to the same owner.
 *
 * Throws an AlreadyOwnedError if another controller manages the object.
 * Throws an Error if the owner is in another namespace.
 *
 * @example
 * ```ts
 * import { isControlledBy, setControllerReference } from 'kube-client-runtime';
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * const cluster = await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
 *
 * const service = { metadata: { name: 'cache', namespace: 'default' }, spec: { ports: [{ port: 6379 }] } };
 * setControllerReference(cluster, service);
 * isControlledBy(await clientset.coreV1.services('default').create(service), cluster); // => true
 * ```
 */
export function setControllerReference(owner: OwnerObject, object: OwnedObject, options: OwnerReferenceOptions = {}): void {
  checkNamespaces(owner, object);
  const reference: OwnerReference = {
    ...newOwnerReference(owner),
    blockOwnerDeletion: options.blockOwnerDeletion ?? true,
    controller: true,
  };
  const existing = getControllerOf(object);
  if (existing !== undefined && !isSameOwner(existing, reference)) throw new AlreadyOwnedError(object, existing);
  upsert(object, reference);
}

/**
 * Makes `owner` an owner of `object` without managing it. The object is deleted when all its owners are gone. Replaces a
 * reference to the same owner.
 *
 * Throws an Error if the owner is in another namespace.
 */
export function setOwnerReference(owner: OwnerObject, object: OwnedObject, options: OwnerReferenceOptions = {}): void {
  checkNamespaces(owner, object);
  upsert(object, newOwnerReference(owner, options));
}

/** Removes the reference to an owner. Returns whether there was one. */
export function removeOwnerReference(owner: OwnerObject, object: OwnedObject): boolean {
  const references = object.metadata.ownerReferences ?? [];
  const at = references.findIndex((reference) => isSameOwner(reference, sought(owner)));
  if (at < 0) return false;
  references.splice(at, 1);
  return true;
}

/** Whether an object has a reference to an owner of the same group, kind and name. */
export function hasOwnerReference(owner: OwnerObject, object: ReadonlyOwnedObject): boolean {
  return (object.metadata.ownerReferences ?? []).some((reference) => isSameOwner(reference, sought(owner)));
}

/** Returns a copy of an object's reference to its managing controller, or undefined if there is no controller. */
export function getControllerOf(object: ReadonlyOwnedObject): OwnerReference | undefined {
  const reference = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return reference && { ...reference };
}

/**
 * Whether the managing controller of an object is this owner. Compares the uid, so that a later object of the same name does not
 * count.
 */
export function isControlledBy(object: ReadonlyOwnedObject, owner: OwnerObject): boolean {
  const reference = getControllerOf(object);
  return reference !== undefined && reference.uid === owner.metadata.uid;
}

type Reference = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>;

function sought({ apiVersion, kind, metadata }: OwnerObject): Reference {
  return { apiVersion, kind, name: metadata.name ?? '' };
}

/** Whether two references name the same owner. Ignores the version, since an object has the same identity in every version. */
function isSameOwner(a: Reference, b: Reference): boolean {
  return (
    a.kind === b.kind && a.name === b.name && parseGroupVersion(a.apiVersion).group === parseGroupVersion(b.apiVersion).group
  );
}

function upsert(object: OwnedObject, reference: OwnerReference): void {
  const references = (object.metadata.ownerReferences ??= []);
  const at = references.findIndex((other) => isSameOwner(other, reference));
  if (at < 0) references.push(reference);
  else references[at] = reference;
}

/** Throws if the owner is in another namespace. The garbage collector would treat such an owner as gone and delete the object. */
function checkNamespaces(owner: OwnerObject, object: OwnedObject): void {
  const ownerNamespace = owner.metadata.namespace ?? '';
  const namespace = object.metadata.namespace ?? '';
  if (ownerNamespace === '') return;
  if (namespace === '') {
    throw new Error(`cluster-scoped resource must not have a namespace-scoped owner, owner's namespace ${ownerNamespace}`);
  }
  if (ownerNamespace !== namespace) {
    throw new Error(
      `cross-namespace owner references are disallowed, owner's namespace ${ownerNamespace}, obj's namespace ${namespace}`,
    );
  }
}
