import type { KindRole, TypeName } from '../model/index.js';
import { definitionTypeName, kindTypeName } from '../naming/type-name.js';
import { at, compareText } from './json.js';
import { nameIn } from './kind-types.js';
import { knownType } from './known-types.js';
import { kindKey } from './openapi-context.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { definitionOf } from './operations.js';
import { groupVersionKinds, groupVersionOf, packagesOf, splitDefinition } from './packages.js';
import type { GroupVersionName } from './packages.js';
import type { PathResource } from './paths.js';
import type { KnownResource } from './resource-kinds.js';
import { claimRoot } from './type-scope.js';

/** A definition under the name of its type, before it is converted. */
export interface Entry {
  /** Unique, and the same for any order of documents. */
  readonly id: string;
  readonly key: string;
  readonly schema: unknown;
  readonly type: TypeName;
  /** The kind that it is, if it is one. */
  readonly kind: string | undefined;
  readonly isList: boolean;
  /** For the list of a resource: the objects of the resource. */
  readonly items: TypeName | undefined;
  /** Whether a CRD defines it, so that there is nothing to do. */
  readonly isForeign: boolean;
}

/** All definitions of the documents. */
export interface Entries {
  /** By definition. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The objects of resources. Where two resources have one definition, and different kinds, the definition has an entry for each. */
  readonly objects: ReadonlyMap<PathResource, Entry>;
  readonly lists: ReadonlyMap<PathResource, Entry>;
}

/** A definition as the objects, or the lists, of a resource. */
interface Use {
  readonly resource: PathResource;
  readonly definition: string;
  readonly kind: string;
  readonly isList: boolean;
}

interface Unnamed {
  readonly key: string;
  readonly place: GroupVersionName;
  readonly kind: string | undefined;
}

/**
 * Gives each definition its name: kinds first, then all others, each in the order of their keys. A definition that a resource uses is of
 * the kind and the group version of the resource, whatever it says itself.
 */
export function nameEntries(openApi: OpenApi, context: OpenApiContext, resources: readonly KnownResource[]): Entries {
  const packages = packagesOf(openApi.definitions);
  const uses = resources.flatMap(usesOf).filter(({ definition }) => openApi.definitions.has(definition));
  const usesByKey = new Map<string, Use[]>();
  for (const use of uses) {
    const earlier = usesByKey.get(use.definition);
    if (earlier === undefined) usesByKey.set(use.definition, [use]);
    else earlier.push(use);
  }
  const unnamed = [...openApi.definitions.keys()]
    .filter((key) => knownType(key) === undefined)
    .sort(compareText)
    .map((key): Unnamed => ownIdentity(key, openApi, packages, usesByKey.get(key) ?? []));

  const listKeys = new Set(uses.filter(({ isList }) => isList).map(({ definition }) => definition));
  const byId = new Map<string, Entry>();
  const entries = new Map<string, Entry>();
  const add = ({ key, place, kind }: Unnamed, suffix = ''): Entry => {
    const schema = openApi.definitions.get(key);
    const { table } = context.groupVersions.get(place.group, place.version);
    const custom = kind === undefined ? undefined : context.kinds.get(kindKey(place.group, place.version, kind));
    const isList = listKeys.has(key) || (kind?.endsWith('List') === true && at(schema, 'properties', 'items') !== undefined);
    const wanted = kind === undefined ? definitionTypeName(splitDefinition(key).name) : kindTypeName(kind);
    const type = custom ?? nameIn(table, claimRoot(table, wanted));
    const id = useId(key, place, kind ?? '') + suffix;
    const entry = { id, key, schema, type, kind, isList, items: undefined, isForeign: custom !== undefined };
    byId.set(id, entry);
    return entry;
  };
  for (const each of unnamed) if (each.kind !== undefined) entries.set(each.key, add(each));
  const objects = new Map<PathResource, Entry>();
  const lists = new Map<PathResource, Entry>();
  for (const use of [...uses.filter(({ isList }) => !isList), ...uses.filter(({ isList }) => isList)]) {
    const { resource, definition: key, kind, isList } = use;
    const place = { group: resource.group, version: resource.version };
    const id = useId(key, place, kind);
    const found = byId.get(id) ?? add({ key, place, kind });
    if (!isList) {
      objects.set(resource, found);
      continue;
    }
    const items = objects.get(resource)?.type;
    // One definition may list the objects of two resources, which have types of their own.
    const suffix = items === undefined || found.items === undefined || items === found.items ? '' : ` of ${typeKey(items)}`;
    const own = suffix === '' ? found : (byId.get(id + suffix) ?? add({ key, place, kind }, suffix));
    const list = items === undefined || own.items !== undefined ? own : { ...own, items };
    byId.set(list.id, list);
    if (entries.get(key) === own) entries.set(key, list);
    lists.set(resource, list);
  }
  for (const each of unnamed) if (each.kind === undefined) entries.set(each.key, add(each));
  return { entries, objects, lists };
}

function usesOf({ resource, kind, object, list }: KnownResource): Use[] {
  return [
    ...(object === undefined ? [] : [{ resource, definition: object, kind, isList: false }]),
    ...(list === undefined ? [] : [{ resource, definition: list.definition, kind: list.kind, isList: true }]),
  ];
}

function useId(key: string, { group, version }: GroupVersionName, kind: string): string {
  return `${key} ${group}/${version}/${kind}`;
}

/** Returns what a definition is: what it says itself if a resource agrees or none uses it, and otherwise what its first resource says. */
function ownIdentity(key: string, openApi: OpenApi, packages: ReturnType<typeof packagesOf>, uses: readonly Use[]): Unnamed {
  const schema = openApi.definitions.get(key);
  const place = groupVersionOf(key, schema, packages);
  const stated = groupVersionKinds(schema).filter((each) => each.group === place.group && each.version === place.version);
  const agreed = uses.some(({ resource, kind }) =>
    stated.some((each) => each.kind === kind && each.group === resource.group && each.version === resource.version),
  );
  const [first] = uses;
  const isObject = at(schema, 'properties', 'apiVersion') !== undefined && at(schema, 'properties', 'kind') !== undefined;
  if (first !== undefined && !agreed && !(isObject && stated.length > 0)) {
    return { key, place: { group: first.resource.group, version: first.resource.version }, kind: first.kind };
  }
  return { key, place, kind: isObject || agreed ? stated[0]?.kind : undefined };
}

interface StoredKind {
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
}

/** Returns the types of all kinds that can be read, whether they were asked for or not. Those of CRDs can. */
export function storedKinds(
  resources: readonly KnownResource[],
  objects: ReadonlyMap<PathResource, Entry>,
  entries: ReadonlyMap<string, Entry>,
): Map<string, StoredKind> {
  const stored = new Map<string, StoredKind>();
  for (const entry of entries.values()) {
    if (entry.isForeign && !entry.isList) stored.set(typeKey(entry.type), { namespaced: false, hasStatus: false });
  }
  for (const { resource } of resources) {
    const entry = objects.get(resource);
    if (entry === undefined || !resource.verbs.has('get') || stored.has(typeKey(entry.type))) continue;
    stored.set(typeKey(entry.type), { namespaced: resource.namespaced, hasStatus: resource.subresources.has('status') });
  }
  return stored;
}

/** Returns the part that a definition plays; undefined for one that is no kind. */
export function roleOf(
  entry: Entry,
  entries: ReadonlyMap<string, Entry>,
  stored: ReadonlyMap<string, StoredKind>,
): KindRole | undefined {
  const { kind: apiKind, schema, type } = entry;
  if (apiKind === undefined) return undefined;
  const found = stored.get(typeKey(type));
  if (found !== undefined) return { is: 'stored', apiKind, ...found };
  if (entry.isList) {
    const definition = definitionOf(at(schema, 'properties', 'items', 'items'));
    const items = entry.items ?? (definition === undefined ? undefined : entries.get(definition)?.type);
    if (items !== undefined) return { is: 'list', apiKind, items };
  }
  return { is: 'plain', apiKind };
}

export function typeKey({ group, version, name }: TypeName): string {
  return kindKey(group, version, name);
}
