import type { FieldError } from 'kube-client-runtime/errors';
import type { JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { NameRule } from './names.js';

/** The default treatment of dependents. */
export type GarbagePolicy = 'background' | 'orphan' | 'unsupported';

/** The grace period that a deletion requests. Handlers can change it. */
export interface GraceRequest {
  /**
   * The requested grace period. Undefined if absent.
   *
   * Unit: seconds
   */
  gracePeriodSeconds: number | undefined;
}

/** The rules of a resource. Absent parts mean that there is no such rule. */
export interface Strategy {
  /** The rule for names. */
  readonly nameRule: NameRule;
  /** Whether a PUT creates an object that does not exist. */
  readonly allowCreateOnUpdate?: boolean;
  /** Whether a PUT without `resourceVersion` is accepted. */
  readonly allowUnconditionalUpdate: boolean;
  /** The default treatment of dependents. */
  readonly garbagePolicy: GarbagePolicy;
  /** Whether the server counts changes of the desired state in `metadata.generation`. */
  readonly generation: boolean;
  /** Whether labels belong to the desired state. */
  readonly countsLabels?: boolean;
  /** Whether `status` can be written only through the subresource. */
  readonly statusSubresource: boolean;
  /** Sets the defaults of an object that is read. Writes to the object. */
  readonly setDefaults?: (object: ApiObject) => void;
  /** Sets fields of new objects. Writes to the object. */
  readonly prepareForCreate?: (object: ApiObject) => void;
  /** Restores fields that an update cannot change. Writes to the object. */
  readonly prepareForUpdate?: (object: ApiObject, old: ApiObject) => void;
  /** Restores further fields that a write of the status cannot change. Writes to the object. */
  readonly prepareForStatusUpdate?: (object: ApiObject, old: ApiObject) => void;
  /** Returns the errors of a new object. */
  readonly validate?: (object: ApiObject) => FieldError[];
  /** Returns the errors of an update. */
  readonly validateUpdate?: (object: ApiObject, old: ApiObject) => FieldError[];
  /** Returns the errors of an update of the status. */
  readonly validateStatusUpdate?: (object: ApiObject, old: ApiObject) => FieldError[];
  /**
   * Returns the grace period of a deletion, or undefined to delete the object at once.
   *
   * Unit: seconds
   */
  readonly gracePeriod?: (object: ApiObject, request: GraceRequest) => number | undefined;
  /**
   * Changes an object, in addition to its metadata, at the first request to delete it. `now` is formatted. Writes to the object.
   */
  readonly beginDelete?: (object: ApiObject, now: string) => void;
  /** The fields that field selectors can use, in addition to `metadata.name` and `metadata.namespace`. */
  readonly fields?: Readonly<Record<string, (object: ApiObject) => string>>;
}

/** A subresource of a resource. */
export interface Subresource {
  /** The name. */
  readonly name: string;
  /**
   * The handler. `status` and `scale` are read and written, `log` returns text, `whole` updates a part of the object, and the
   * others are actions.
   */
  readonly type: 'status' | 'scale' | 'action' | 'log' | 'whole';
  /** The supported verbs. */
  readonly verbs: readonly string[];
  /** The kind of the response. */
  readonly kind: string;
  /** The group of the kind, if it differs from the resource's. */
  readonly group?: string;
  /** The version of the kind, if it differs from the resource's. */
  readonly version?: string;
  /** For `whole`: the path of the field that a write can change. */
  readonly writes?: readonly string[];
}

/** The paths of the numbers of a scale. */
export interface ScalePaths {
  /** The path of the desired replicas. */
  readonly specReplicas: readonly string[];
  /** The path of the actual replicas. */
  readonly statusReplicas: readonly string[];
  /** The path of the selector: text, a map, or a `LabelSelector`. */
  readonly selector?: readonly string[];
}

/** The parts that a served version of a custom resource adds. */
export interface CustomVersion {
  /** The warning of a deprecated version. */
  readonly deprecationWarning?: string;
  /** Removes fields that the schema does not specify, and returns their paths. Writes to the object. */
  readonly prune: (object: ApiObject) => string[];
  /** Sets defaults. Removes nulls that a field does not allow, unless they stay for validation. Writes to the object. */
  readonly setDefaults: (object: ApiObject, keepNulls?: boolean) => void;
  /**
   * Returns the errors of an object, or of its status alone if `part` is `status`. `old` is the state that an update replaces.
   */
  readonly validate: (object: ApiObject, old: ApiObject | undefined, part: 'main' | 'status') => FieldError[];
  /** Whether the schema has CEL rules, which this server does not evaluate. */
  readonly hasRules: boolean;
  /** The schema for OpenAPI. */
  readonly openApiSchema: JsonObject;
}

/** One resource in one served version. */
export interface ResourceDefinition {
  /** The API group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The kind. */
  readonly kind: string;
  /** The kind of lists. */
  readonly listKind: string;
  /** The plural. */
  readonly plural: string;
  /** The singular. */
  readonly singular: string;
  /** Whether objects live in namespaces. */
  readonly namespaced: boolean;
  /** The abbreviations. */
  readonly shortNames: readonly string[];
  /** The groups of resources that include this one. */
  readonly categories: readonly string[];
  /** The supported verbs. */
  readonly verbs: readonly string[];
  /** The subresources. */
  readonly subresources: readonly Subresource[];
  /** The paths of the scale subresource, if there is one. */
  readonly scale?: ScalePaths;
  /** The rules. */
  readonly strategy: Strategy;
  /** The collection in the storage, which all versions share. */
  readonly storage: string;
  /** The key prefix in a real server's etcd. Some messages contain it. */
  readonly storagePrefix: string;
  /** The `group/version` in which objects are stored. `managedFields` and conversions need it. */
  readonly storageVersion: string;
  /** The conversions from and to the stored form. Absent if the forms differ only in `apiVersion`. */
  readonly convert?: {
    readonly fromStorage: (object: ApiObject) => ApiObject;
    readonly toStorage: (object: ApiObject) => ApiObject;
  };
  /** The parts of a custom resource. Undefined for built-in kinds. */
  readonly custom?: CustomVersion;
}

/** Returns `group/version`, or the version in the core group. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The verbs of most resources. */
export const allVerbs: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
