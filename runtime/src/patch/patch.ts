import type { PatchType } from '../meta/index.js';

declare const target: unique symbol;

/**
 * A change to objects of type `T`, with its format. A `Patch<unknown>` is allowed for every object, a patch of one kind only for
 * that kind.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export interface Patch<T = unknown> {
  /** The format. */
  readonly type: PatchType;
  /** The body of the request, before JSON serialization. */
  readonly body: unknown;
  /** Never there at run time; it carries the type, which a parameter makes contravariant. */
  readonly [target]?: (object: T) => void;
}

/**
 * The body of a merge patch for a `T`: any of the fields, or null to remove a field. Arrays are replaced completely, so their
 * items must be complete. For an unknown `T`, any object.
 */
export type MergePatchBody<T> = unknown extends T ? object : MergePatchValue<T>;

/** A value within a merge patch. For an unknown `T`, any value. */
type MergePatchValue<T> = unknown extends T
  ? unknown
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: MergePatchValue<T[K]> | null }
      : T;

/**
 * The body of a strategic merge patch for a `T`. In addition to the values of a merge patch, it has partial items of arrays, and
 * directives such as `$patch`, `$retainKeys` and `$setElementOrder/containers`.
 */
export type StrategicMergePatchBody<T> = unknown extends T ? object : StrategicMergePatchValue<T>;

/** A value within a strategic merge patch. For an unknown `T`, any value. */
type StrategicMergePatchValue<T> = unknown extends T
  ? unknown
  : T extends readonly (infer E)[]
    ? readonly StrategicMergePatchValue<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: StrategicMergePatchValue<T[K]> | null } & { readonly [directive: `$${string}`]: unknown }
      : T;

/**
 * Returns a JSON merge patch (RFC 7396), which every resource accepts. Sets the given fields, removes fields that are null, and
 * replaces arrays completely.
 *
 * The argument of a `patch` method is checked against the kind. In other places, name the type: `mergePatch<Pod>(…)`.
 */
export function mergePatch<T = unknown>(body: NoInfer<MergePatchBody<T>>): Patch<T> {
  return { type: 'application/merge-patch+json', body };
}

/**
 * Returns a strategic merge patch: a merge patch that merges the lists of built-in kinds. Custom resources do not accept it.
 *
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function strategicMergePatch<T = unknown>(body: NoInfer<StrategicMergePatchBody<T>>): Patch<T> {
  return { type: 'application/strategic-merge-patch+json', body };
}

/**
 * An operation of a JSON Patch. Its paths are JSON Pointers (RFC 6901), which write `~` as `~0` and `/` as `~1`. `jsonPointer`
 * creates them.
 */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/**
 * Returns a JSON Patch (RFC 6902), which every resource accepts. The server applies the operations in order: all or none.
 *
 * ```ts
 * import { jsonPatch, jsonPointer } from 'kube-client-runtime';
 *
 * const client = clientset.coreV1.configMaps('default');
 * await client.create({ metadata: { name: 'settings', labels: { 'example.com/tier': 'test' } } });
 * const { metadata } = await client.patch(
 *   'settings',
 *   jsonPatch([
 *     { op: 'test', path: jsonPointer('metadata', 'labels', 'example.com/tier'), value: 'test' },
 *     { op: 'replace', path: jsonPointer('metadata', 'labels', 'example.com/tier'), value: 'production' },
 *   ]),
 * );
 * metadata.labels; // => { 'example.com/tier': 'production' }
 * ```
 */
export function jsonPatch(operations: readonly JsonPatchOperation[]): Patch {
  return { type: 'application/json-patch+json', body: operations };
}

/**
 * Returns the JSON Pointer of a path: `jsonPointer('metadata', 'labels', 'a/b')` returns `/metadata/labels/a~1b`. Without keys,
 * it points to the document.
 */
export function jsonPointer(...keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
