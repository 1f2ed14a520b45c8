import { brotliDecompressSync } from 'node:zlib';
import { at, field, isObject, objectOrEmpty, parseJson, type JsonObject } from '../json/json.js';
import { newTypeConverter, referenceOf, type TypeRef } from '../structured/schema-type.js';
import { packedStructure } from './packed.js';

/**
 * The structure of the built-in kinds as OpenAPI v3 schemas: fields, types, defaults, how lists and maps are merged. Unpacked when
 * first asked for.
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

/** The schema of a name such as `io.k8s.api.core.v1.Pod`. */
export function schemaNamed(name: string): JsonObject | undefined {
  const found = field(getTable().schemas, name);
  return isObject(found) ? found : undefined;
}

/** The schema of a built-in kind in a stable version. */
export function structureOf(group: string, version: string, kind: string): JsonObject | undefined {
  const name = getTable().kinds.get(kindKey(group, version, kind));
  return name === undefined ? undefined : schemaNamed(name);
}

/** A schema itself: references, alone or in a lone `allOf`, are followed. Answers with the name of the last one too. */
export function resolveSchema(schema: JsonObject): { readonly schema: JsonObject; readonly name: string } {
  const name = referenceOf(schema);
  if (name === undefined) return { schema, name: '' };
  const found = schemaNamed(name);
  return found === undefined ? { schema: {}, name } : { schema: resolveSchema(found).schema, name };
}

const types = new WeakMap<JsonObject, TypeRef>();

/** The type of a schema as server-side apply sees it, the same each time. The schema may refer to built-in ones. */
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

/** The schema of a custom resource with what every object has, at its root and in resources embedded in it. */
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

/** The name of a type as Go's messages have it: the last part of a schema's name. */
export function goNameOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
