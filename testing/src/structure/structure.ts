import { brotliDecompressSync } from 'node:zlib';
import type { PatchMeta } from 'kube-client-runtime/meta';
import { type JsonObject, at, field, isObject, isString, objectOrEmpty, parseJson } from '../json/json.js';
import { type TypeRef, newTypeConverter, referenceOf } from '../structured/schema-type.js';
import { packedStructure } from './packed.js';

/**
 * The structure of the built-in kinds as OpenAPI v3 schemas: fields, types, defaults, and the merge rules of lists and maps. It
 * is unpacked on first use.
 */

interface Table {
  readonly schemas: JsonObject;
  /** Names of schemas, by `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly typeOf: (schema: JsonObject) => TypeRef;
}

let table: Table | undefined;

function unpack(): Table {
  const document = parseJson(brotliDecompressSync(Buffer.from(packedStructure, 'base64')).toString());
  const schemas = objectOrEmpty(at(document, 'schemas'));
  const kinds = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const marks = at(schema, 'x-kubernetes-group-version-kind');
    for (const mark of Array.isArray(marks) ? marks : [])
      kinds.set(kindKey(at(mark, 'group'), at(mark, 'version'), at(mark, 'kind')), name);
  }
  return { schemas, kinds, typeOf: newTypeConverter(schemaNamed) };
}

function kindKey(...parts: readonly unknown[]): string {
  return parts.join('/');
}

function getTable(): Table {
  return (table ??= unpack());
}

/** Returns the schema of a name such as `io.k8s.api.core.v1.Pod`. */
export function schemaNamed(name: string): JsonObject | undefined {
  const found = field(getTable().schemas, name);
  return isObject(found) ? found : undefined;
}

/** Returns the schema of a built-in kind in a stable version. */
export function structureOf(group: string, version: string, kind: string): JsonObject | undefined {
  const name = getTable().kinds.get(kindKey(group, version, kind));
  return name === undefined ? undefined : schemaNamed(name);
}

/** Follows references, alone or in a lone `allOf`. Returns the schema and the name of the last reference. */
export function resolveSchema(schema: JsonObject): { readonly schema: JsonObject; readonly name: string } {
  const name = referenceOf(schema);
  if (name === undefined) return { schema, name: '' };
  const found = schemaNamed(name);
  return found === undefined ? { schema: {}, name } : { schema: resolveSchema(found).schema, name };
}

const types = new WeakMap<JsonObject, TypeRef>();

/**
 * Returns the type of a schema for server-side apply. Returns the same type for the same schema. The schema can reference
 * built-in schemas.
 */
export function typeOfSchema(schema: JsonObject): TypeRef {
  let found = types.get(schema);
  if (found === undefined) {
    found = getTable().typeOf(schema);
    types.set(schema, found);
  }
  return found;
}

const metadata: JsonObject = { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
const text: JsonObject = { type: 'string' };

/** Returns the schema of a custom resource with the fields that every object has, at its root and in embedded resources. */
export function withTypeFields(schema: JsonObject): JsonObject {
  return {
    ...embed(schema),
    properties: { ...objectOrEmpty(embed(schema)['properties']), apiVersion: text, kind: text, metadata },
  };
}

function embed(schema: JsonObject): JsonObject {
  const { properties, items, additionalProperties } = schema;
  const below = isObject(properties)
    ? Object.fromEntries(Object.entries(properties).map(([name, item]) => [name, isObject(item) ? embed(item) : item]))
    : undefined;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  return {
    ...schema,
    ...(isObject(items) && { items: embed(items) }),
    ...(isObject(additionalProperties) && { additionalProperties: embed(additionalProperties) }),
    ...((below !== undefined || embedded) && {
      properties: { ...below, ...(embedded && { apiVersion: text, kind: text, metadata }) },
    }),
  };
}

/** Returns the name of a type in Go's messages: the last part of a schema's name. */
export function goNameOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

const known = new WeakMap<JsonObject, PatchMeta>();

/**
 * Returns the rules of strategic merge patches for a schema. Returns the same object for the same schema. Recursive types are
 * resolved on demand.
 */
export function patchMetaOf(schema: JsonObject): PatchMeta {
  let found = known.get(schema);
  if (found === undefined) {
    found = { fields: fieldsOf(schema) };
    known.set(schema, found);
  }
  return found;
}

function fieldsOf(given: JsonObject): Readonly<Record<string, () => PatchMeta>> {
  const { properties } = resolveSchema(given).schema;
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, below]) =>
      isObject(below) ? [[name, (): PatchMeta => fieldMeta(below)] as const] : [],
    ),
  );
}

function fieldMeta(field: JsonObject): PatchMeta {
  const { schema } = resolveSchema(field);
  const { items } = schema;
  const key = field['x-kubernetes-patch-merge-key'];
  const strategy = field['x-kubernetes-patch-strategy'];
  return {
    ...patchMetaOf(isObject(items) ? items : schema),
    ...(isString(key) && { key }),
    ...(isString(strategy) && { strategies: strategy.split(',').filter(isStrategy) }),
  };
}

function isStrategy(text: string): text is 'merge' | 'replace' | 'retainKeys' {
  return text === 'merge' || text === 'replace' || text === 'retainKeys';
}
