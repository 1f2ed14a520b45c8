import { maximumDepth } from '../load/document.js';
import type { DocumentPath } from '../model/diagnostic.js';
import { arrayMember, isObject, member } from './json.js';

/** Where a schema is first found not to be structural, and why. */
export interface NotStructural {
  readonly path: DocumentPath;
  readonly what: string;
}

const forbidden = [
  '$ref',
  'additionalItems',
  'definitions',
  'dependencies',
  'deprecated',
  'discriminator',
  'id',
  'patternProperties',
  'readOnly',
  'writeOnly',
  'xml',
];

/** How much of a schema is looked at. What shares its parts without end would take as long. */
const maximumNodes = 150_000;

/**
 * The first thing in a schema that makes it not structural; undefined where there is none. The API server refuses such a CRD of
 * v1; types can be had of it all the same.
 * Source:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function firstNonStructural(schema: unknown): NotStructural | undefined {
  return find(schema, 0, { left: maximumNodes });
}

function find(schema: unknown, depth: number, nodes: { left: number }): NotStructural | undefined {
  if (!isObject(schema)) return { path: [], what: 'is no schema' };
  nodes.left -= 1;
  if (depth > maximumDepth || nodes.left < 0) return undefined;
  const type = member(schema, 'type');
  if (depth === 0 && type !== 'object') return { path: ['type'], what: 'of the root is not object' };
  for (const keyword of forbidden)
    if (member(schema, keyword) !== undefined) return { path: [keyword], what: 'is not allowed in a CRD' };
  const free =
    member(schema, 'x-kubernetes-preserve-unknown-fields') === true || member(schema, 'x-kubernetes-int-or-string') === true;
  if (type === undefined && !free) return { path: [], what: 'has no type' };
  if (member(schema, 'uniqueItems') === true) return { path: ['uniqueItems'], what: 'is not allowed in a CRD' };
  if (type === 'array' && !isObject(member(schema, 'items'))) return { path: [], what: 'is an array without items' };
  const properties = member(schema, 'properties');
  const additional = member(schema, 'additionalProperties');
  if (additional === false) return { path: ['additionalProperties'], what: 'is false' };
  if (isObject(properties) && isObject(additional) && Object.keys(properties).length > 0) {
    return { path: ['additionalProperties'], what: 'stands beside properties' };
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const found = member(schema, 'x-kubernetes-int-or-string') === true ? undefined : typedBranch(schema, keyword);
    if (found !== undefined) return found;
  }
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      const found = find(property, depth + 1, nodes);
      if (found !== undefined && !(depth === 0 && name === 'metadata'))
        return { ...found, path: ['properties', name, ...found.path] };
    }
  }
  for (const keyword of ['items', 'additionalProperties'] as const) {
    const inner = member(schema, keyword);
    const found = isObject(inner) ? find(inner, depth + 1, nodes) : undefined;
    if (found !== undefined) return { ...found, path: [keyword, ...found.path] };
  }
  return undefined;
}

function typedBranch(schema: unknown, keyword: 'allOf' | 'anyOf' | 'oneOf'): NotStructural | undefined {
  const index = arrayMember(schema, keyword).findIndex((branch) => member(branch, 'type') !== undefined);
  return index < 0 ? undefined : { path: [keyword, index, 'type'], what: `stands inside ${keyword}` };
}
