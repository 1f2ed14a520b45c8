import { camelCase, typeIdentifier } from './identifier.js';

/**
 * What the names of generated types may not be, and what takes their place. The rules look at one name at a time, never at what
 * else is in the input: so an input that is added does not rename what was generated before.
 */

/** What follows the name of a resource's type in the names of what is generated beside it, all of them types of one module. */
const companions = ['ApplyConfiguration', 'Client', 'Informer', 'Input', 'Lister'] as const;

const besides: ReadonlySet<string> = new Set([...companions, 'List']);

/** What the parts of nearly every kind are called. */
const partsOfKinds = ['Spec', 'Status'] as const;

/** Types of the language that generated code is written with. */
const languageTypes: ReadonlySet<string> = new Set([
  'Array',
  'AsyncGenerator',
  'AsyncIterable',
  'AsyncIterableIterator',
  'Awaited',
  'Error',
  'Exclude',
  'Extract',
  'Iterable',
  'NonNullable',
  'Omit',
  'Parameters',
  'Partial',
  'Pick',
  'Promise',
  'Readonly',
  'ReadonlyArray',
  'Record',
  'Required',
  'ReturnType',
  'Uint8Array',
]);

/** Whether a name is that of a type of the language, so that a type of ours by that name would hide it. */
export function hidesLanguageType(name: string): boolean {
  return languageTypes.has(name);
}

/**
 * The name of the type of a custom kind: the kind, but where that could be the name of something generated for another kind
 * (`KeycloakClient`: the client of a `Keycloak`), or hides a type of the language, `Object` is put after it. Kinds with different
 * identifiers have different names.
 */
export function kindTypeName(kind: string): string {
  const name = typeIdentifier(kind);
  return isClaimed(name) ? `${name}Object` : name;
}

function isClaimed(name: string): boolean {
  if (hidesLanguageType(name)) return true;
  if ([...companions, ...partsOfKinds].some((suffix) => name.length > suffix.length && name.endsWith(suffix))) return true;
  return name.endsWith('Object') && isClaimed(name.slice(0, -'Object'.length));
}

/** The name of a type that an OpenAPI document defines: its own. */
export function definitionTypeName(name: string): string {
  const identifier = typeIdentifier(name);
  return isApplyConfiguration(identifier) || hidesLanguageType(identifier) ? `${identifier}Value` : identifier;
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
