declare const target: unique symbol;

/** How a patch is to be read; the `content-type` of the request. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/**
 * A change to objects of type `T`, with its format. `Patch<unknown>` fits every object; a patch of one kind does not fit another.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export interface Patch<T = unknown> {
  readonly type: PatchType;
  /** What is sent, as JSON. */
  readonly body: unknown;
  /** Never there at run time; it carries the type, which a parameter makes contravariant. */
  readonly [target]?: (object: T) => void;
}

/**
 * What a merge patch of a `T` can say: any of its fields, and null to remove one. Arrays are replaced whole.
 * Of an unknown `T`, anything that is an object.
 */
export type MergePatchBody<T> = unknown extends T ? object : MergePatchValue<T>;

/** A value within a merge patch; of an unknown one, anything. */
type MergePatchValue<T> = unknown extends T
  ? unknown
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: MergePatchValue<T[K]> | null }
      : T;

/**
 * What a strategic merge patch of a `T` can say: what a merge patch can, items of arrays in part, and directives such as `$patch`,
 * `$retainKeys` and `$setElementOrder/containers`.
 */
export type StrategicMergePatchBody<T> = unknown extends T ? object : StrategicMergePatchValue<T>;

/** A value within a strategic merge patch; of an unknown one, anything. */
type StrategicMergePatchValue<T> = unknown extends T
  ? unknown
  : T extends readonly (infer E)[]
    ? readonly StrategicMergePatchValue<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: StrategicMergePatchValue<T[K]> | null } & { readonly [directive: `$${string}`]: unknown }
      : T;

/**
 * A JSON merge patch (RFC 7396): fields that are there are set, null removes, arrays are replaced whole. Every resource takes it.
 * Given to a `patch` method, the body is checked against the kind; else name it: `mergePatch<Pod>(…)`.
 */
export function mergePatch<T = unknown>(body: NoInfer<MergePatchBody<T>>): Patch<T> {
  return { type: 'application/merge-patch+json', body };
}

/**
 * A strategic merge patch: a merge patch that knows how the lists of built-in kinds are merged. Custom resources do not take it.
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function strategicMergePatch<T = unknown>(body: NoInfer<StrategicMergePatchBody<T>>): Patch<T> {
  return { type: 'application/strategic-merge-patch+json', body };
}

/** One step of a JSON Patch. Paths are JSON Pointers (RFC 6901): `~` is `~0` and `/` is `~1`; `jsonPointer` writes them. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** A JSON Patch (RFC 6902): the operations are done in order, all or none. Every resource takes it. */
export function jsonPatch(operations: readonly JsonPatchOperation[]): Patch {
  return { type: 'application/json-patch+json', body: operations };
}

/** The JSON Pointer to a place: `jsonPointer('metadata', 'labels', 'a/b')` is `/metadata/labels/a~1b`; of nothing, the document. */
export function jsonPointer(...keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
