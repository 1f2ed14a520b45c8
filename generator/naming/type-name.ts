import { camelCase, typeIdentifier } from './identifier.js';

/**
 * What generated types are called. A kind's type is always called as the kind, since that is what its users look for; what is generated
 * beside it, and the parts of other kinds, make way. All other rules look at one name at a time, never at what else is in the input: so
 * an input that is added does not rename what was generated before.
 */

/** What follows the name of a resource's type in the names of what is generated beside it, all of them types of one module. */
const besides: ReadonlySet<string> = new Set(['ApplyConfiguration', 'Client', 'Informer', 'Input', 'List', 'Lister']);

/** The name of the type of a custom kind: the kind. Kinds with different identifiers have different names. */
export function kindTypeName(kind: string): string {
  return typeIdentifier(kind);
}

/** The name of a type that an OpenAPI document defines: its own. */
export function definitionTypeName(name: string): string {
  const identifier = typeIdentifier(name);
  return isApplyConfiguration(identifier) ? `${identifier}Value` : identifier;
}

/** The name of a part of a kind. The names of what is generated beside the kind itself are kept free. */
export function nestedTypeName(parent: string, property: string, root: string): string {
  const name = parent + (typeIdentifierPart(property) || 'Unnamed');
  const isCompanion = name.startsWith(root) && besides.has(name.slice(root.length));
  return isApplyConfiguration(name) || isCompanion ? `${name}Value` : name;
}

/** The names that generated code claims for a resource whose objects are of a type, the type itself left out. */
export function companionsOf(typeName: string): ReadonlySet<string> {
  return new Set([...besides].map((suffix) => typeName + suffix));
}

/** What tells resources apart in the names of constants and functions: two types may not have the same. */
export function valueName(typeName: string): string {
  return camelCase(typeName);
}

function isApplyConfiguration(name: string): boolean {
  return name.length > 'ApplyConfiguration'.length && name.endsWith('ApplyConfiguration');
}

function typeIdentifierPart(property: string): string {
  const identifier = typeIdentifier(`X${property.charAt(0).toUpperCase()}${property.slice(1)}`);
  return identifier.slice(1);
}
