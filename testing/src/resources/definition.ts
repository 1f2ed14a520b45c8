import type { JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { FieldError } from 'kube-client-runtime/errors';
import type { NameRule } from './names.js';

/** What happens to dependents when nothing else was asked for. */
export type GarbagePolicy = 'background' | 'orphan' | 'unsupported';

/** What a deletion asked for, after its query and body were read. */
export interface GraceRequest {
  gracePeriodSeconds: number | undefined;
}

/** The rules of a resource that the generic handlers ask for. Absent parts mean that there is no such rule. */
export interface Strategy {
  readonly nameRule: NameRule;
  /** Whether a PUT to a name that does not exist creates. */
  readonly allowCreateOnUpdate?: boolean;
  /** Whether a PUT without `resourceVersion` is taken. */
  readonly allowUnconditionalUpdate: boolean;
  readonly garbagePolicy: GarbagePolicy;
  /** Whether the server counts changes of the desired state in `metadata.generation`. */
  readonly generation: boolean;
  /** Whether the labels are a part of the desired state. */
  readonly countsLabels?: boolean;
  /** Whether `status` can be written only through the subresource. */
  readonly statusSubresource: boolean;
  /** Fills in what the server fills in when it reads an object. Writes to the object. */
  readonly setDefaults?: (object: ApiObject) => void;
  /** Fills in what the server sets on new objects only. Writes to the object. */
  readonly prepareForCreate?: (object: ApiObject) => void;
  /** Carries over what an update cannot change. Writes to the object. */
  readonly prepareForUpdate?: (object: ApiObject, old: ApiObject) => void;
  /** Carries over what a write of the status cannot change, beside the rest of the object. Writes to the object. */
  readonly prepareForStatusUpdate?: (object: ApiObject, old: ApiObject) => void;
  readonly validate?: (object: ApiObject) => FieldError[];
  readonly validateUpdate?: (object: ApiObject, old: ApiObject) => FieldError[];
  readonly validateStatusUpdate?: (object: ApiObject, old: ApiObject) => FieldError[];
  /** The seconds that a deletion of this object waits; undefined where it goes at once. */
  readonly gracePeriod?: (object: ApiObject, request: GraceRequest) => number | undefined;
  /** What the first request to delete changes beside metadata. `now` is printed. Writes to the object. */
  readonly beginDelete?: (object: ApiObject, now: string) => void;
  /** Fields beside `metadata.name` and `metadata.namespace` that field selectors may name, and how they are read. */
  readonly fields?: Readonly<Record<string, (object: ApiObject) => string>>;
}

/** What can be done below an object. */
export interface Subresource {
  readonly name: string;
  /** `status` and `scale` are read and written; `pods/log` answers with text; the others are actions taken by POST or PUT. */
  readonly type: 'status' | 'scale' | 'action' | 'log' | 'whole';
  readonly verbs: readonly string[];
  readonly kind: string;
  /** Where they differ from the resource's own. */
  readonly group?: string;
  readonly version?: string;
  /** For `whole`: the path of the field that a write may change; everything else stays as it is. */
  readonly writes?: readonly string[];
}

/** Where a scale subresource finds its numbers. Paths of keys. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  /** A selector in its printed form, or a map or `LabelSelector` that is printed. */
  readonly selector?: readonly string[];
}

/** What a served version of a custom resource adds to a resource. */
export interface CustomVersion {
  readonly deprecationWarning?: string;
  /** Drops what the schema does not know; answers with the paths of what went. Writes to the object. */
  readonly prune: (object: ApiObject) => string[];
  /** Fills in defaults. Nulls that a field cannot hold go, unless they are to be kept for validation. Writes to the object. */
  readonly setDefaults: (object: ApiObject, keepNulls?: boolean) => void;
  /** `part` is what a write is about: the object, or its status alone. `old` is what an update replaces. */
  readonly validate: (object: ApiObject, old: ApiObject | undefined, part: 'main' | 'status') => FieldError[];
  /** True where the schema has CEL rules, which this server does not run. */
  readonly hasRules: boolean;
  readonly openApiSchema: JsonObject;
}

/** One resource in one served version. */
export interface ResourceDefinition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScalePaths;
  readonly strategy: Strategy;
  /** The collection in the storage; shared by all versions. */
  readonly storage: string;
  /** The key prefix that a real server has in etcd: it shows in some messages. */
  readonly storagePrefix: string;
  /** `group/version` as objects are stored, which `managedFields` and conversions need. */
  readonly storageVersion: string;
  /** Between the stored form and this version's. Absent where they are the same but for `apiVersion`. */
  readonly convert?: {
    readonly fromStorage: (object: ApiObject) => ApiObject;
    readonly toStorage: (object: ApiObject) => ApiObject;
  };
  readonly custom?: CustomVersion;
}

/** `group/version`, or the version alone in the core group. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** What most resources' collections take. */
export const allVerbs: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
