import type { GroupResource } from './api-discovery.js';
import type { GroupVersion, GroupVersionKind } from './resource.js';

/** A kind without its version. */
export interface GroupKind {
  /** The empty string is the core group. */
  group: string;
  kind: string;
}

/**
 * Parses an `apiVersion`: `v1` is of the core group, `apps/v1` of its own; the empty string is both empty.
 * Throws where there is more than one slash.
 */
export function parseGroupVersion(apiVersion: string): GroupVersion {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '' };
  const [first = '', second, ...rest] = apiVersion.split('/');
  if (rest.length > 0) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** The `apiVersion` of a group and version: `v1` for the core group, else `group/version`. */
export function groupVersionString({ group, version }: Readonly<GroupVersion>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The kind that an object states, its `apiVersion` parsed. */
export function groupVersionKind(object: { readonly apiVersion: string; readonly kind: string }): GroupVersionKind {
  return { ...parseGroupVersion(object.apiVersion), kind: object.kind };
}

/** A resource as messages name it: `pods`, `deployments.apps`. */
export function groupResourceString({ group, resource }: Readonly<GroupResource>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** A kind as messages name it: `Pod`, `Deployment.apps`. */
export function groupKindString({ group, kind }: Readonly<GroupKind>): string {
  return group === '' ? kind : `${kind}.${group}`;
}
