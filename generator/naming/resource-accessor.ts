import { camelCase, pascalCase } from './identifier.js';
import { isUpperCamelCase } from './type-name.js';

/** Names that every object has already, or that make a promise of it. */
const reserved: ReadonlySet<string> = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'then',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** The English rules for plurals: the ending of a kind and its replacement. An empty ending matches every kind. */
const plurals: readonly (readonly [ending: string, replacement: string])[] = [
  ['', 's'],
  ['', 'es'],
  ['', ''],
  ['y', 'ies'],
  ['f', 'ves'],
  ['fe', 'ves'],
  ['is', 'es'],
  ['ix', 'ices'],
  ['ex', 'ices'],
  ['us', 'i'],
  ['um', 'a'],
  ['z', 'zzes'],
  ['man', 'men'],
  ['person', 'people'],
  ['child', 'children'],
];

/**
 * Returns the accessor of a resource in the client of its group: the plural in the casing of the kind (`redisClusters`,
 * `endpoints`). A leading acronym is in lower case (`ipAddresses`).
 *
 * A plural that is not the plural of the kind is used unchanged (`vmis`), as far as identifiers allow (`foo-bars` gives
 * `fooBars`). Hyphens become `_` if the kind is not in upper camel case (`foo_bars`), so that no other kind can have the
 * accessor.
 */
export function resourceAccessor(kind: string, plural: string): string {
  if (!isUpperCamelCase(kind) && /^[a-z][a-z0-9-]*-[a-z0-9-]*$/.test(plural)) return plural.replace(/-/g, '_');
  const cased = pluralInCasingOf(kind, plural) ?? plural;
  const name = cased === plural ? lowerFirst(pascalCase(plural)) : lowerFirst(cased);
  if (name === '') return 'unnamed';
  if (reserved.has(name)) return `${name}Resource`;
  return /^[\p{L}]/u.test(name) ? name : `resource${name}`;
}

/** Whether a plural is the English plural of a kind. */
export function isPluralOf(kind: string, plural: string): boolean {
  return pluralInCasingOf(kind, plural) !== undefined;
}

function pluralInCasingOf(kind: string, plural: string): string | undefined {
  if (kind === '' || pascalCase(kind).toLowerCase() !== kind.toLowerCase()) return undefined;
  const lower = kind.toLowerCase();
  for (const [ending, replacement] of plurals) {
    if (!lower.endsWith(ending)) continue;
    const stem = lower.slice(0, lower.length - ending.length);
    if (stem + replacement === plural) return camelCase(kind).slice(0, stem.length) + replacement;
  }
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
