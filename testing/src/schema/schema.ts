import { arrayOrEmpty, isObject, isString, stringsOf, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';

/**
 * One node of a structural schema. Keywords that the document omits are undefined or empty. The fields have the names and
 * meanings of the document's keywords; Kubernetes extensions have no `x-kubernetes-` prefix.
 */
export interface Schema {
  /** The type, or the empty string. */
  readonly type: string;
  /** The format, or the empty string. */
  readonly format: string;
  /** Whether null is valid. */
  readonly nullable: boolean;
  /** The schemas of known fields. */
  readonly properties: ReadonlyMap<string, Schema>;
  /** The schema of further fields. `true` if the document allows any, `false` if it forbids them. */
  readonly additionalProperties: Schema | boolean | undefined;
  /** The schema of list items. */
  readonly items: Schema | undefined;
  /** The fields that must be present. */
  readonly required: readonly string[];
  /** The values that are valid. */
  readonly enum: JsonArray | undefined;
  /** The value of an absent field. */
  readonly default: JsonValue | undefined;
  /** The RE2 expression that strings must match, or the empty string. */
  readonly pattern: string;
  /** The smallest valid number. */
  readonly minimum: number | undefined;
  /** The largest valid number. */
  readonly maximum: number | undefined;
  /** Whether `minimum` itself is invalid. */
  readonly exclusiveMinimum: boolean;
  /** Whether `maximum` itself is invalid. */
  readonly exclusiveMaximum: boolean;
  /** The number that values must be multiples of. */
  readonly multipleOf: number | undefined;
  /** The smallest length of a string, in code points. */
  readonly minLength: number | undefined;
  /** The largest length of a string, in code points. */
  readonly maxLength: number | undefined;
  /** The smallest number of list items. */
  readonly minItems: number | undefined;
  /** The largest number of list items. */
  readonly maxItems: number | undefined;
  /** The smallest number of fields. */
  readonly minProperties: number | undefined;
  /** The largest number of fields. */
  readonly maxProperties: number | undefined;
  /** Schemas that must all hold. */
  readonly allOf: readonly Schema[];
  /** Schemas of which at least one must hold. */
  readonly anyOf: readonly Schema[];
  /** Schemas of which exactly one must hold. */
  readonly oneOf: readonly Schema[];
  /** A schema that must not hold. */
  readonly not: Schema | undefined;
  /** Whether unknown fields are kept. */
  readonly preserveUnknownFields: boolean;
  /** Whether the value is a complete API object. */
  readonly embeddedResource: boolean;
  /** Whether the value is a number or a string. */
  readonly intOrString: boolean;
  /** `atomic`, `set`, `map` or the empty string. */
  readonly listType: string;
  /** The fields that identify items of a map list. */
  readonly listMapKeys: readonly string[];
  /** `atomic`, `granular` or the empty string. */
  readonly mapType: string;
  /** Whether the node has CEL rules. */
  readonly hasRules: boolean;
  /** The node as the document has it. */
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

/** Reads a schema document. Keywords of a wrong type count as absent, because the server's decoder has already rejected them. */
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

/** Whether a node, or a node below it, satisfies a condition. */
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
