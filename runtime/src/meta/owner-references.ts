import { parseGroupVersion } from './group-version.js';
import type { NotImmutable } from './immutable.js';
import type { OwnerReference } from './object-meta.js';

/** An object that may own others: it was read from a server, so it has a name and a uid. One from a cache will do. */
export interface OwnerObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
  };
}

/** An object whose owners are set: one's own, not one from a cache. */
export interface OwnedObject extends NotImmutable {
  metadata: {
    name?: string | undefined;
    namespace?: string | undefined;
    ownerReferences?: OwnerReference[] | undefined;
  };
}

/** An object whose owners are read. */
export interface ReadonlyOwnedObject {
  readonly metadata: { readonly ownerReferences?: readonly Readonly<OwnerReference>[] | undefined };
}

/** An object has a controller already, which is another one. */
export class AlreadyOwnedError extends Error {
  /** The reference of the object to the controller that it has. */
  readonly owner: OwnerReference;

  constructor(object: OwnedObject, owner: Readonly<OwnerReference>) {
    const { namespace = '', name = '' } = object.metadata;
    super(`Object ${namespace}/${name} is already owned by another ${owner.kind} controller ${owner.name}`);
    this.name = 'AlreadyOwnedError';
    this.owner = { ...owner };
  }
}

export interface OwnerReferenceOptions {
  /** Whether the owner cannot be deleted in the foreground before the object is. Default: true for a controller, absent otherwise. */
  readonly blockOwnerDeletion?: boolean;
}

/** A reference to an owner. Throws where the owner has no name or uid, as one that was never read from a server. */
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

/** A reference to an owner that is the managing controller, as `metav1.NewControllerRef`. */
export function newControllerRef(owner: OwnerObject): OwnerReference {
  return { ...newOwnerReference(owner), blockOwnerDeletion: true, controller: true };
}

/**
 * Makes `owner` the managing controller of `object`: the object goes when the owner goes, and watches of owned objects find the owner.
 * A reference to the same owner is replaced. Throws an `AlreadyOwnedError` where another controller manages the object, and where the
 * owner lives in another namespace.
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
 * Makes `owner` an owner of `object`, without managing it: the object goes when all its owners are gone. A reference to the same owner
 * is replaced. Throws where the owner lives in another namespace.
 */
export function setOwnerReference(owner: OwnerObject, object: OwnedObject, options: OwnerReferenceOptions = {}): void {
  checkNamespaces(owner, object);
  upsert(object, newOwnerReference(owner, options));
}

/** Takes an owner's reference out. Returns whether there was one. */
export function removeOwnerReference(owner: OwnerObject, object: OwnedObject): boolean {
  const references = object.metadata.ownerReferences ?? [];
  const at = references.findIndex((reference) => isSameOwner(reference, sought(owner)));
  if (at < 0) return false;
  references.splice(at, 1);
  return true;
}

/** Whether an object has a reference to an owner, of the same group, kind and name. */
export function hasOwnerReference(owner: OwnerObject, object: ReadonlyOwnedObject): boolean {
  return (object.metadata.ownerReferences ?? []).some((reference) => isSameOwner(reference, sought(owner)));
}

/** A copy of an object's reference to its managing controller, or undefined where it has none. */
export function getControllerOf(object: ReadonlyOwnedObject): OwnerReference | undefined {
  const reference = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return reference && { ...reference };
}

/** Whether an object's managing controller is this very owner: the uid counts, so one of the same name that came later is not. */
export function isControlledBy(object: ReadonlyOwnedObject, owner: OwnerObject): boolean {
  const reference = getControllerOf(object);
  return reference !== undefined && reference.uid === owner.metadata.uid;
}

type Reference = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>;

function sought({ apiVersion, kind, metadata }: OwnerObject): Reference {
  return { apiVersion, kind, name: metadata.name ?? '' };
}

/** The version is none of an owner's identity: an object is the same in all of them. */
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

/** The garbage collector takes an owner in another namespace for one that is gone, and deletes the object. */
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
