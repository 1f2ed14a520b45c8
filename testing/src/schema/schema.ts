import { arrayOrEmpty, isObject, isString, stringsOf, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';

/** One node of a structural schema. What is absent in the document is undefined or empty here. */
export interface Schema {
  readonly type: string;
  readonly format: string;
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, Schema>;
  /** `true` where the document allows any further field, and false where it says so. */
  readonly additionalProperties: Schema | boolean | undefined;
  readonly items: Schema | undefined;
  readonly required: readonly string[];
  readonly enum: JsonArray | undefined;
  readonly default: JsonValue | undefined;
  readonly pattern: string;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly exclusiveMinimum: boolean;
  readonly exclusiveMaximum: boolean;
  readonly multipleOf: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly minProperties: number | undefined;
  readonly maxProperties: number | undefined;
  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly not: Schema | undefined;
  readonly preserveUnknownFields: boolean;
  readonly embeddedResource: boolean;
  readonly intOrString: boolean;
  readonly listType: string;
  readonly listMapKeys: readonly string[];
  readonly mapType: string;
  readonly hasRules: boolean;
  /** The node as it stands in the document. */
  readonly source: JsonObject;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: JsonValue | undefined): string {
  return isString(value) ? value : '';
}

function schemasOf(value: JsonValue | undefined): Schema[] {
  return arrayOrEmpty(value).filter(isObject).map(parseSchema);
}

function optional(value: JsonValue | undefined): Schema | undefined {
  return isObject(value) ? parseSchema(value) : undefined;
}

/** Reads a schema document. Parts of a wrong type count as absent: the server's decoder has refused them before. */
export function parseSchema(source: JsonObject): Schema {
  const additional = source['additionalProperties'];
  const properties = source['properties'];
  return {
    type: textOf(source['type']),
    format: textOf(source['format']),
    nullable: source['nullable'] === true,
    properties: new Map(
      isObject(properties)
        ? Object.entries(properties).flatMap(([name, value]) => (isObject(value) ? [[name, parseSchema(value)] as const] : []))
        : [],
    ),
    additionalProperties: typeof additional === 'boolean' ? additional : optional(additional),
    items: optional(source['items']),
    required: stringsOf(source['required']),
    enum: Array.isArray(source['enum']) ? source['enum'] : undefined,
    default: source['default'] ?? undefined,
    pattern: textOf(source['pattern']),
    minimum: numberOf(source['minimum']),
    maximum: numberOf(source['maximum']),
    exclusiveMinimum: source['exclusiveMinimum'] === true,
    exclusiveMaximum: source['exclusiveMaximum'] === true,
    multipleOf: numberOf(source['multipleOf']),
    minLength: numberOf(source['minLength']),
    maxLength: numberOf(source['maxLength']),
    minItems: numberOf(source['minItems']),
    maxItems: numberOf(source['maxItems']),
    minProperties: numberOf(source['minProperties']),
    maxProperties: numberOf(source['maxProperties']),
    allOf: schemasOf(source['allOf']),
    anyOf: schemasOf(source['anyOf']),
    oneOf: schemasOf(source['oneOf']),
    not: optional(source['not']),
    preserveUnknownFields: source['x-kubernetes-preserve-unknown-fields'] === true,
    embeddedResource: source['x-kubernetes-embedded-resource'] === true,
    intOrString: source['x-kubernetes-int-or-string'] === true,
    listType: textOf(source['x-kubernetes-list-type']),
    listMapKeys: stringsOf(source['x-kubernetes-list-map-keys']),
    mapType: textOf(source['x-kubernetes-map-type']),
    hasRules: arrayOrEmpty(source['x-kubernetes-validations']).length > 0,
    source,
  };
}

/** Whether a node, or one below it, is as asked for. */
export function someNode(schema: Schema, is: (node: Schema) => boolean): boolean {
  if (is(schema)) return true;
  const { additionalProperties, items, not } = schema;
  const below = [
    ...schema.properties.values(),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(items ? [items] : []),
    ...(not ? [not] : []),
    ...schema.allOf,
    ...schema.anyOf,
    ...schema.oneOf,
  ];
  return below.some((node) => someNode(node, is));
}
