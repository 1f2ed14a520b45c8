import { arrayOrEmpty, at, isObject, isString, objectOrEmpty, stringsOf, type JsonObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';

/** The parts of a CustomResourceDefinition that the server reads. */
export interface Crd {
  readonly group: string;
  readonly scope: string;
  readonly names: CrdNames;
  readonly versions: readonly CrdVersion[];
}

export interface CrdNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly deprecationWarning: string | undefined;
  readonly schema: JsonObject | undefined;
  readonly status: boolean;
  readonly scale: CrdScale | undefined;
  /** Simple JSON paths, such as `.spec.color`. */
  readonly selectableFields: readonly string[];
  readonly columns: readonly CrdColumn[];
}

/** How people see objects; absent parts are empty. */
export interface CrdColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly jsonPath: string;
}

export interface CrdScale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string;
}

function text(value: JsonValue | undefined): string {
  return isString(value) ? value : '';
}

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
