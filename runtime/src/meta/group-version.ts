import type { GroupResource } from './api-discovery.js';
import type { GroupVersion, GroupVersionKind } from './resource.js';

/** A kind without its version. */
export interface GroupKind {
  /** The API group. The empty string is the core group. */
  group: string;
  /** The kind. */
  kind: string;
}

/**
 * Parses an `apiVersion`. `v1` belongs to the core group, `apps/v1` to `apps`; the empty string gives an empty group and version.
 *
 * Throws an Error if there is more than one slash.
 */
export function parseGroupVersion(apiVersion: string): GroupVersion {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '' };
  const [first = '', second, ...rest] = apiVersion.split('/');
  if (rest.length > 0) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** Formats a group and version as `apiVersion`: `v1` for the core group, otherwise `group/version`. */
export function groupVersionString({ group, version }: Readonly<GroupVersion>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Returns the group, version and kind of an object. */
export function groupVersionKind(object: { readonly apiVersion: string; readonly kind: string }): GroupVersionKind {
  return { ...parseGroupVersion(object.apiVersion), kind: object.kind };
}

/** Formats a resource for messages: `pods`, `deployments.apps`. */
export function groupResourceString({ group, resource }: Readonly<GroupResource>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** Formats a kind for messages: `Pod`, `Deployment.apps`. */
export function groupKindString({ group, kind }: Readonly<GroupKind>): string {
  return group === '' ? kind : `${kind}.${group}`;
}
