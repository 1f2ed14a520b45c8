import { camelCase, typeIdentifier } from './identifier.js';

/**
 * The names of generated types. The type of a kind has the name of the kind, because users look for it under that name. Its companions and
 * the parts of other kinds make way. All other rules look at one name at a time, never at the rest of the input. Therefore an input that
 * is added does not rename what was generated before.
 */

/** The suffixes of the types that are generated for a resource in addition to its own type. */
const besides: ReadonlySet<string> = new Set(['ApplyConfiguration', 'Client', 'Informer', 'Input', 'List', 'Lister']);

/** Whether a kind is in upper camel case, so that its type has the same name. */
export function isUpperCamelCase(kind: string): boolean {
  return /^[A-Z][A-Za-z0-9]*$/.test(kind);
}

/**
 * Returns the name of the type of a kind: the kind itself if it is in upper camel case. Every other kind gets a name that no
 * other kind can have:
 *
 * - A hyphen becomes `_`: `foo-bar` gives `Foo_bar_`.
 * - A lower-case first letter is capitalized and marked by a `_` at the end: `aBC` gives `ABC_`.
 * - Every other character is written as its code: `Foo.Bar` gives `Foo$x002eBar`.
 */
export function kindTypeName(kind: string): string {
  if (isUpperCamelCase(kind)) return kind;
  const inner = kind.replace(/[^A-Za-z0-9]/g, (character, at: number) =>
    character === '-' && at > 0 && at < kind.length - 1 ? '_' : `$x${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (/^[a-z]/.test(inner)) return `${inner.charAt(0).toUpperCase()}${inner.slice(1)}_`;
  return /^[A-Z]/.test(inner) ? inner : `T$${inner}`;
}

/** Returns the name of a type that an OpenAPI document defines: its own name. */
export function definitionTypeName(name: string): string {
  const identifier = typeIdentifier(name);
  return isApplyConfiguration(identifier) ? `${identifier}Value` : identifier;
}

/** Returns the name of a part of a kind. The names of the companions of the kind itself are kept free. */
export function nestedTypeName(parent: string, property: string, root: string): string {
  const name = parent + (typeIdentifierPart(property) || 'Unnamed');
  const isCompanion = name.startsWith(root) && besides.has(name.slice(root.length));
  return isApplyConfiguration(name) || isCompanion ? `${name}Value` : name;
}

/** Returns the names that generated code claims for a resource of a type, except the type itself. */
export function companionsOf(typeName: string): ReadonlySet<string> {
  return new Set([...besides].map((suffix) => typeName + suffix));
}

/**
 * Returns the name of a type as it begins the names of constants and functions. Different types of kinds that are not in upper camel case
 * have different ones.
 */
export function valueName(typeName: string): string {
  return /[_$]/.test(typeName) ? typeName.charAt(0).toLowerCase() + typeName.slice(1) : camelCase(typeName);
}

function isApplyConfiguration(name: string): boolean {
  return name.length > 'ApplyConfiguration'.length && name.endsWith('ApplyConfiguration');
}

function typeIdentifierPart(property: string): string {
  const identifier = typeIdentifier(`X${property.charAt(0).toUpperCase()}${property.slice(1)}`);
  return identifier.slice(1);
}
