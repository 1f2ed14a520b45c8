import { field, isObject, isString, stringsOf, type JsonObject, type JsonValue } from '../json/json.js';

/**
 * The possible forms of a value in server-side apply, derived from an OpenAPI schema. References and recursion are resolved on
 * demand.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export interface Atom {
  /** The scalar form. */
  readonly scalar?: 'numeric' | 'string' | 'boolean' | 'untyped';
  /** The list form. */
  readonly list?: ListType;
  /** The map form. */
  readonly map?: MapType;
}

/** A type that is created on first use. */
export type TypeRef = () => Atom;

/** The type of a list. */
export interface ListType {
  /** Whether the list is one value. Items of other lists are identified by `keys`, or by themselves without keys. */
  readonly atomic: boolean;
  /** The fields that identify items. */
  readonly keys: readonly string[];
  /** The type of items. */
  readonly element: TypeRef;
}

/** The type of a map. */
export interface MapType {
  /** Whether the map is one value. */
  readonly atomic: boolean;
  /** The known fields. */
  readonly fields: ReadonlyMap<string, Field>;
  /** The type of other fields. Undefined if other fields are not allowed. */
  readonly element: TypeRef | undefined;
  /** Whether nothing is known about the map. */
  readonly deduced: boolean;
}

/** The type and default of a field. */
export interface Field {
  /** The type. */
  readonly type: TypeRef;
  /** The default, or undefined. */
  readonly default: JsonValue | undefined;
}

/** A function that returns the schema of a `$ref`. */
export type Resolver = (name: string) => JsonObject | undefined;

const untypedAtom: Atom = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], element: () => untypedAtom },
  map: { atomic: true, fields: new Map(), element: () => untypedAtom, deduced: false },
};

/** The type of a value without a schema. Maps are granular, and each list is one value. */
export const deducedAtom: Atom = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], element: () => untypedAtom },
  map: { atomic: false, fields: new Map(), element: () => deducedAtom, deduced: true },
};

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const rawExtension = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Creates a function that converts schemas to types. It converts each named schema once. */
export function newTypeConverter(resolve: Resolver): (schema: JsonObject) => TypeRef {
  const named = new Map<string, Atom>();

  function byName(name: string): Atom {
    if (name === quantity) return { scalar: 'untyped' };
    if (name === rawExtension) return untypedAtom;
    let found = named.get(name);
    if (found === undefined) {
      const schema = resolve(name);
      found = schema === undefined ? deducedAtom : atomOf(schema, false);
      named.set(name, found);
    }
    return found;
  }

  function typeOf(schema: JsonObject, preserve: boolean): TypeRef {
    const name = referenceOf(schema);
    if (name === undefined) return lazily(() => atomOf(schema, preserve));
    const relation = schema['x-kubernetes-map-type'];
    if (relation !== 'atomic' && relation !== 'granular') return lazily(() => byName(name));
    return lazily(() => withRelation(byName(name), relation === 'atomic'));
  }

  function atomOf(schema: JsonObject, inherited: boolean): Atom {
    const preserve = inherited || schema['x-kubernetes-preserve-unknown-fields'] === true;
    switch (schema['type']) {
      case 'object':
        return { map: mapOf(schema, preserve) };
      case 'array':
        return { list: listOf(schema, preserve) };
      case 'integer':
      case 'number':
        return { scalar: 'numeric' };
      case 'boolean':
        return { scalar: 'boolean' };
      case 'string':
        return { scalar: (schema['format'] ?? '') === '' || schema['format'] === 'byte' ? 'string' : 'untyped' };
      default:
        return { scalar: 'untyped', list: listOf(schema, preserve), map: mapOf(schema, preserve) };
    }
  }

  function listOf(schema: JsonObject, preserve: boolean): ListType {
    const { items } = schema;
    return { ...listRelation(schema), element: isObject(items) ? typeOf(items, preserve) : () => untypedAtom };
  }

  function mapOf(schema: JsonObject, preserve: boolean): MapType {
    const fields = new Map<string, Field>();
    const { properties, additionalProperties: additional } = schema;
    if (isObject(properties)) {
      for (const [name, below] of Object.entries(properties)) {
        if (isObject(below)) fields.set(name, { type: typeOf(below, preserve), default: below['default'] });
      }
    }
    const atomic = schema['x-kubernetes-map-type'] === 'atomic';
    const open = additional === undefined ? preserve || fields.size === 0 : additional === true;
    if (open) return { atomic, fields, element: () => deducedAtom, deduced: fields.size === 0 };
    if (!isObject(additional)) return { atomic, fields, element: undefined, deduced: false };
    const element = typeOf(additional, preserve);
    const untyped = fields.size === 0 && referenceOf(additional) === undefined && element().scalar === 'untyped';
    return { atomic, fields, element, deduced: untyped };
  }

  return (schema) => typeOf(schema, false);
}

function lazily(make: () => Atom): TypeRef {
  let made: Atom | undefined;
  return () => (made ??= make());
}

function withRelation({ scalar, list, map }: Atom, atomic: boolean): Atom {
  return { ...(scalar && { scalar }), ...(list && { list: { ...list, atomic } }), ...(map && { map: { ...map, atomic } }) };
}

/** Returns the name that a schema references, directly or in a lone `allOf`. */
export function referenceOf(schema: JsonObject): string | undefined {
  const { $ref, allOf } = schema;
  if (isString($ref)) return $ref.slice($ref.lastIndexOf('/') + 1);
  const [only, ...more] = Array.isArray(allOf) ? allOf : [];
  return isObject(only) && more.length === 0 && isString(field(only, '$ref')) ? referenceOf(only) : undefined;
}

function listRelation(schema: JsonObject): Pick<ListType, 'atomic' | 'keys'> {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'set') return { atomic: false, keys: [] };
  if (listType === 'map') return { atomic: false, keys: stringsOf(schema['x-kubernetes-list-map-keys']) };
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (listType !== undefined || (strategy !== 'merge' && strategy !== 'merge,retainKeys')) return { atomic: true, keys: [] };
  const key = schema['x-kubernetes-patch-merge-key'];
  return { atomic: false, keys: isString(key) ? [key] : [] };
}
