import { diagnosticAt } from '../load/document.js';
import type { LoadedDocument } from '../load/document.js';
import type { KindRole, Schema, TypeName } from '../model/index.js';
import { kubernetesGroups } from '../naming/group-accessor.js';
import { typeIdentifier } from '../naming/identifier.js';
import { definitionTypeName, kindTypeName } from '../naming/type-name.js';
import { quote } from './crd-names.js';
import { reportProblems } from './custom-resources.js';
import { at, compareText, member, stringMember } from './json.js';
import { definedType, nameIn } from './kind-types.js';
import { knownType } from './known-types.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { referencedDefinition } from './operations.js';
import { groupVersionKinds, groupVersionOf, packagesOf, splitDefinition } from './packages.js';
import type { PathResource } from './paths.js';
import { runtimeType } from './schema.js';
import { claimRoot, newTypeScope } from './type-scope.js';

/** The definitions of OpenAPI documents as types, each converted once, when something has referred to it. */
export interface Definitions {
  /**
   * The type of a definition, which so is referred to; undefined for what the runtime brings and for what no document defines.
   */
  type(definition: string): TypeName | undefined;
  /** The type of a resource's objects, where its operations name a definition. */
  kindOf(resource: PathResource): TypeName | undefined;
  /** The type of a definition that is a list, and its kind. */
  list(definition: string): { type: TypeName; listKind: string } | undefined;
  byKind(group: string, version: string, kind: string): TypeName | undefined;
  /** Adds a type that stands for a kind that no document defines. */
  remember(group: string, version: string, kind: string, type: TypeName): void;
  /** Adds all types that were referred to, and those that they refer to in turn. */
  convertReferenced(): void;
}

/** What is known of a definition before it is converted. */
interface Entry {
  readonly key: string;
  readonly schema: unknown;
  readonly type: TypeName;
  /** The kind that it is, if it is one. */
  readonly kind: string | undefined;
  readonly isList: boolean;
  /** Whether a CRD defines it, so that there is nothing to do. */
  readonly isForeign: boolean;
}

export function newDefinitions(openApi: OpenApi, context: OpenApiContext, resources: readonly PathResource[]): Definitions {
  const entries = nameDefinitions(openApi, context);
  const byKind = new Map<string, TypeName>(context.kinds);
  for (const { type, kind } of entries.values())
    if (kind !== undefined) byKind.set(kindKey(type.group, type.version, kind), type);
  const stored = storedKinds(resources, entries);
  const referenced = new Set<string>();
  const dangling = new Set<string>();

  const refer = (definition: string): TypeName | undefined => {
    const entry = entries.get(definition);
    if (entry !== undefined) referenced.add(definition);
    return entry?.type;
  };
  const resolve = (reference: string, from: string): Schema => {
    const definition = referencedDefinition(reference);
    const known = definition === undefined ? undefined : knownType(definition);
    if (known !== undefined) return runtimeType(known);
    const type = definition === undefined ? undefined : refer(definition);
    if (type !== undefined) return { kind: 'reference', type, embedded: stored.has(typeKey(type)) };
    const document = openApi.definedBy.get(from);
    if (document !== undefined && !dangling.has(reference)) {
      dangling.add(reference);
      const what = `refers to ${quote(reference)}, which is not there, and so may be anything`;
      context.diagnostics.push(diagnosticAt(document.origin, 'warning', pathOf(document, from), what, ''));
    }
    return { kind: 'unknown' };
  };
  const convert = (entry: Entry): void => {
    if (entry.isForeign) return;
    const { type, schema } = entry;
    const pending = context.groupVersions.get(type.group, type.version);
    const document = openApi.definedBy.get(entry.key);
    for (const { document: other, title } of openApi.documents) if (other === document) pending.sources.add(title);
    const scope = newTypeScope(pending.table, type.name, (reference) => resolve(reference, entry.key));
    pending.table.types.set(type.name, definedType(type.name, schema, roleOf(entry, entries, stored), scope));
    if (document !== undefined) reportProblems(scope, document.origin, pathOf(document, entry.key), context.diagnostics);
  };

  return {
    type: refer,
    kindOf(resource) {
      return resource.object === undefined ? undefined : refer(resource.object);
    },
    list(definition) {
      const entry = entries.get(definition);
      if (entry?.kind === undefined || roleOf(entry, entries, stored)?.is !== 'list') return undefined;
      refer(definition);
      return { type: entry.type, listKind: entry.kind };
    },
    byKind: (group, version, kind) => byKind.get(kindKey(group, version, kind)),
    remember: (group, version, kind, type) => void byKind.set(kindKey(group, version, kind), type),
    convertReferenced() {
      const done = new Set<string>();
      for (;;) {
        const next = [...referenced].filter((key) => !done.has(key)).sort(compareText);
        if (next.length === 0) return;
        for (const key of next) {
          done.add(key);
          const entry = entries.get(key);
          if (entry !== undefined) convert(entry);
        }
      }
    },
  };
}

function pathOf(document: LoadedDocument, definition: string): string[] {
  return document.kind === 'openapi-v2' ? ['definitions', definition] : ['components', 'schemas', definition];
}

function kindKey(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}

function typeKey({ group, version, name }: TypeName): string {
  return `${group}/${version}/${name}`;
}

/** Gives each definition its name: kinds first, then all others, each in the order of their keys. */
function nameDefinitions(openApi: OpenApi, context: OpenApiContext): Map<string, Entry> {
  const packages = packagesOf(openApi.definitions);
  const unnamed = [...openApi.definitions.keys()]
    .filter((key) => knownType(key) === undefined)
    .sort(compareText)
    .map((key) => {
      const schema = openApi.definitions.get(key);
      const place = groupVersionOf(key, schema, packages);
      const kinds = groupVersionKinds(schema).filter((each) => each.group === place.group && each.version === place.version);
      const isObject = at(schema, 'properties', 'apiVersion') !== undefined && at(schema, 'properties', 'kind') !== undefined;
      return { key, schema, place, kind: isObject ? kinds[0]?.kind : undefined };
    });

  const entries = new Map<string, Entry>();
  const add = ({ key, schema, place, kind }: (typeof unnamed)[number]): void => {
    const { table } = context.groupVersions.get(place.group, place.version);
    const custom = kind === undefined ? undefined : context.kinds.get(kindKey(place.group, place.version, kind));
    const isList = kind?.endsWith('List') === true && at(schema, 'properties', 'items') !== undefined;
    const wanted = kind === undefined ? definitionTypeName(splitDefinition(key).name) : kindName(place.group, kind, isList);
    const type = custom ?? nameIn(table, claimRoot(table, wanted));
    entries.set(key, { key, schema, type, kind, isList, isForeign: custom !== undefined });
  };
  for (const each of unnamed) if (each.kind !== undefined) add(each);
  for (const each of unnamed) if (each.kind === undefined) add(each);
  return entries;
}

/** Kubernetes' own kinds are called what they are: all that is generated for its groups is known. */
function kindName(group: string, kind: string, isList: boolean): string {
  return isList || kubernetesGroups.has(group) ? typeIdentifier(kind) : kindTypeName(kind);
}

interface StoredKind {
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
}

/** The types of what can be read, whether it was asked for or not; what CRDs define can be. */
function storedKinds(resources: readonly PathResource[], entries: ReadonlyMap<string, Entry>): Map<string, StoredKind> {
  const stored = new Map<string, StoredKind>();
  for (const entry of entries.values()) {
    if (entry.isForeign && !entry.isList) stored.set(typeKey(entry.type), { namespaced: false, hasStatus: false });
  }
  for (const resource of resources) {
    const entry = resource.object === undefined ? undefined : entries.get(resource.object);
    if (entry === undefined || !resource.verbs.has('get') || stored.has(typeKey(entry.type))) continue;
    stored.set(typeKey(entry.type), { namespaced: resource.namespaced, hasStatus: resource.subresources.has('status') });
  }
  return stored;
}

function roleOf(
  entry: Entry,
  entries: ReadonlyMap<string, Entry>,
  stored: ReadonlyMap<string, StoredKind>,
): KindRole | undefined {
  const { kind: apiKind, schema, type } = entry;
  if (apiKind === undefined) return undefined;
  const found = stored.get(typeKey(type));
  if (found !== undefined) return { is: 'stored', apiKind, ...found };
  if (entry.isList) {
    const items = at(schema, 'properties', 'items', 'items');
    const all = member(items, 'allOf');
    const reference = stringMember(items, '$ref') ?? (Array.isArray(all) ? stringMember(all[0], '$ref') : undefined);
    const definition = reference === undefined ? undefined : referencedDefinition(reference);
    const item = definition === undefined ? undefined : entries.get(definition);
    if (item !== undefined) return { is: 'list', apiKind, items: item.type };
  }
  return { is: 'plain', apiKind };
}
