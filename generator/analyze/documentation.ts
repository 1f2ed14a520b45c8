import type { Documentation, DocumentationTag } from '../model/index.js';
import { innerTags, metaTags, ruleTags, valueTags } from './constraints.js';
import { canonicalJson, isObject, member, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';
import { requirements } from './requirements.js';

export const noDocumentation: Documentation = { tags: [] };

/** Returns the description of a value, and everything that its schema says in addition to the type. */
export function documentationOf(schema: JsonObject): Documentation {
  const tags = valueTags(schema);
  const fallback = member(schema, 'default');
  if (fallback !== undefined && !isWrappersDefault(schema, fallback))
    tags.push({ name: 'default', text: canonicalJson(fallback) });

  const description = stringMember(schema, 'description')?.trim() ?? '';
  const isDeprecated = member(schema, 'deprecated') === true || /^deprecated[:.]/im.test(description);
  const more = [...listTags(schema), ...metaTags(schema), ...innerTags(schema), ...ruleTags(schema)];
  const all = [...tags, ...more, ...(isDeprecated ? [{ name: 'deprecated' }] : [])];
  const text = [description, ...requirements(schema)].filter((part) => part !== '').join('\n\n');
  return text === '' ? { tags: all } : { description: text, tags: all };
}

/** Tags that belong to the place of a value rather than to its type. */
const ofPlaces: ReadonlySet<string> = new Set(['default', 'deprecated', 'immutable', 'listType', 'listMapKey']);

/** What a field whose type has a name of its own says by itself; the rest stands with the type. */
export function documentationOfPlace(documentation: Documentation): Documentation {
  return { tags: documentation.tags.filter((tag) => ofPlaces.has(tag.name)) };
}

/** What a named type says, when the field that holds it says the rest. */
export function documentationOfType(documentation: Documentation): Documentation {
  return { ...documentation, tags: documentation.tags.filter((tag) => !ofPlaces.has(tag.name)) };
}

/** OpenAPI v3 of Kubernetes gives every reference to a struct `default: {}`, which says only that Go has no undefined. */
function isWrappersDefault(schema: JsonObject, fallback: unknown): boolean {
  return (
    isObject(fallback) && Object.keys(fallback).length === 0 && (member(schema, 'allOf') ?? member(schema, '$ref')) !== undefined
  );
}

function listTags(schema: JsonObject): DocumentationTag[] {
  const tags: DocumentationTag[] = [];
  const listType = stringMember(schema, 'x-kubernetes-list-type');
  if (listType !== undefined) tags.push({ name: 'listType', text: listType });
  for (const key of stringsMember(schema, 'x-kubernetes-list-map-keys')) tags.push({ name: 'listMapKey', text: key });
  const mapType = stringMember(schema, 'x-kubernetes-map-type');
  if (mapType !== undefined) tags.push({ name: 'mapType', text: mapType });
  return tags;
}
