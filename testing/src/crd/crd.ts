import { arrayOrEmpty, at, isObject, isString, objectOrEmpty, stringsOf, type JsonObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';

/** The parts of a CustomResourceDefinition that the server reads. */
export interface Crd {
  /** The API group. */
  readonly group: string;
  /** `Namespaced` or `Cluster`. */
  readonly scope: string;
  /** The names of the resource. */
  readonly names: CrdNames;
  /** The versions, in the order of the document. */
  readonly versions: readonly CrdVersion[];
}

/** The names of a custom resource. */
export interface CrdNames {
  /** The plural. */
  readonly plural: string;
  /** The singular. */
  readonly singular: string;
  /** The kind. */
  readonly kind: string;
  /** The kind of lists. */
  readonly listKind: string;
  /** The abbreviations. */
  readonly shortNames: readonly string[];
  /** The groups of resources that include this one. */
  readonly categories: readonly string[];
}

/** A version of a custom resource. */
export interface CrdVersion {
  /** The name, such as `v1alpha1`. */
  readonly name: string;
  /** Whether the server serves the version. */
  readonly served: boolean;
  /** Whether objects are stored in the version. */
  readonly storage: boolean;
  /** Whether requests get a deprecation warning. */
  readonly deprecated: boolean;
  /** The text of the warning. Undefined for the server's own text. */
  readonly deprecationWarning: string | undefined;
  /** The schema as the document has it. */
  readonly schema: JsonObject | undefined;
  /** Whether there is a status subresource. */
  readonly status: boolean;
  /** The scale subresource, if there is one. */
  readonly scale: CrdScale | undefined;
  /** The fields that selectors can use, as simple JSON paths such as `.spec.color`. */
  readonly selectableFields: readonly string[];
  /** The printer columns. */
  readonly columns: readonly CrdColumn[];
}

/** A printer column. Absent parts are empty. */
export interface CrdColumn {
  /** The heading. */
  readonly name: string;
  /** The type of the values. */
  readonly type: string;
  /** The format of the values. */
  readonly format: string;
  /** The path of the values. */
  readonly jsonPath: string;
}

/** The paths of a scale subresource. */
export interface CrdScale {
  /** The path of the desired replicas. */
  readonly specReplicasPath: string;
  /** The path of the actual replicas. */
  readonly statusReplicasPath: string;
  /** The path of the selector, or the empty string. */
  readonly labelSelectorPath: string;
}

function text(value: JsonValue | undefined): string {
  return isString(value) ? value : '';
}

/** Reads a definition. */
export function readCrd(object: ApiObject): Crd {
  const spec = objectOrEmpty(object['spec']);
  const names = objectOrEmpty(spec['names']);
  return {
    group: text(spec['group']),
    scope: text(spec['scope']),
    names: {
      plural: text(names['plural']),
      singular: text(names['singular']),
      kind: text(names['kind']),
      listKind: text(names['listKind']),
      shortNames: stringsOf(names['shortNames']),
      categories: stringsOf(names['categories']),
    },
    versions: arrayOrEmpty(spec['versions']).filter(isObject).map(readVersion),
  };
}

function readVersion(version: JsonObject): CrdVersion {
  const schema = at(version, 'schema', 'openAPIV3Schema');
  const subresources = objectOrEmpty(version['subresources']);
  const scale = subresources['scale'];
  return {
    name: text(version['name']),
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated: version['deprecated'] === true,
    deprecationWarning: isString(version['deprecationWarning']) ? version['deprecationWarning'] : undefined,
    schema: isObject(schema) ? schema : undefined,
    status: isObject(subresources['status']),
    scale: isObject(scale)
      ? {
          specReplicasPath: text(scale['specReplicasPath']),
          statusReplicasPath: text(scale['statusReplicasPath']),
          labelSelectorPath: text(scale['labelSelectorPath']),
        }
      : undefined,
    columns: arrayOrEmpty(version['additionalPrinterColumns']).map((column) => ({
      name: text(at(column, 'name')),
      type: text(at(column, 'type')),
      format: text(at(column, 'format')),
      jsonPath: text(at(column, 'jsonPath')),
    })),
    selectableFields: arrayOrEmpty(version['selectableFields']).map((field) => text(at(field, 'jsonPath'))),
  };
}
