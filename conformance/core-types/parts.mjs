/** Finds the parts of custom resources that are types of Kubernetes' own API in Go. */
import { fieldsOf, isObject, requiredOf, typesOf } from './inclusion.mjs';

/** @typedef {import('./core-schemas.mjs').CoreType} CoreType */
/** @typedef {{ path: (string | number)[]; schema: any; core: CoreType }} Part */

/**
 * Returns the parts of a version's schema with the core type that each of them is. A part has a name that fields of that type have,
 * requires what the type requires, has no field that the type lacks, and has fields of the same form at every level.
 *
 * @param {CoreType[]} types
 * @returns {Part[]}
 */
export function partsOf(schema, types) {
  /** @type {Part[]} */
  const parts = [];
  const visit = (node, path, name) => {
    if (!isObject(node)) return;
    const core = path.length > 0 ? coreTypeOf(node, name, types) : undefined;
    if (core !== undefined) parts.push({ path, schema: { ...node, nullable: false }, core });
    if (isUnion(node)) return;
    for (const [field, inner] of Object.entries(fieldsOf(node))) {
      if (path.length === 0 && ['apiVersion', 'kind', 'metadata'].includes(field)) continue;
      visit(inner, [...path, field], field);
    }
    if (isObject(node.items)) visit(node.items, [...path, 0], name);
    if (isObject(node.additionalProperties)) visit(node.additionalProperties, [...path, '*'], name);
  };
  visit(schema, [], '');
  return parts;
}

/** Whether a schema is a choice of others. Its parts have no path in the types. */
function isUnion(schema) {
  return Object.keys(fieldsOf(schema)).length === 0 && [schema.oneOf, schema.anyOf].some(Array.isArray);
}

/** Returns the core type of a schema: of those that fit, the one with the fewest other fields. */
function coreTypeOf(schema, name, types) {
  const names = Object.keys(fieldsOf(schema));
  if (names.length === 0) return undefined;
  let best;
  let fewest = Infinity;
  for (const type of types) {
    const others = Object.keys(fieldsOf(type.schema)).length - names.length;
    if (others < 0 || others >= fewest || !type.names.test(name)) continue;
    if (!requiredOf(type.schema).every((field) => requiredOf(schema).includes(field))) continue;
    if (!isShapedLike(schema, type.schema)) continue;
    best = type;
    fewest = others;
  }
  return best;
}

/** Whether a schema has only fields of a core schema, in the same form. Objects without fields say nothing about their form. */
function isShapedLike(part, core) {
  const allowed = typesOf(core);
  if (![...typesOf(part)].some((type) => type !== 'null' && allowed.has(type))) return false;
  for (const [name, inner] of Object.entries(fieldsOf(part))) {
    const field = Object.hasOwn(fieldsOf(core), name) ? fieldsOf(core)[name] : undefined;
    if (field === undefined || !isShapedLike(inner, field)) return false;
  }
  if (isObject(part.items) && isObject(core.items) && !isShapedLike(part.items, core.items)) return false;
  if (!isObject(part.additionalProperties)) return true;
  return isObject(core.additionalProperties) && isShapedLike(part.additionalProperties, core.additionalProperties);
}
