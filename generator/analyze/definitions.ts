import { diagnosticAt } from '../load/document.js';
import type { LoadedDocument } from '../load/document.js';
import type { DocumentPath } from '../model/diagnostic.js';
import type { Schema, TypeName } from '../model/index.js';
import { quote } from './crd-names.js';
import { reportProblems } from './custom-resources.js';
import { nameEntries, roleOf, storedKinds, typeKey } from './definition-entries.js';
import type { Entry } from './definition-entries.js';
import { compareText } from './json.js';
import { definedType } from './kind-types.js';
import { isKubernetesOwn, knownType } from './known-types.js';
import { kindKey } from './openapi-context.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { referencedDefinition } from './operations.js';
import type { PathResource } from './paths.js';
import type { KnownResource } from './resource-kinds.js';
import { runtimeType } from './schema.js';
import { newTypeScope } from './type-scope.js';

/** The definitions of OpenAPI documents as types, each converted once, when something has referred to it. */
export interface Definitions {
  /** Returns the type of the objects of a resource, if a document defines it. */
  kindOf(resource: PathResource): TypeName | undefined;
  /** Whether a definition is that of the objects of a resource. */
  isKindOf(definition: string, resource: PathResource): boolean;
  /** Returns the type and the kind of the lists of a resource, if a document defines them. */
  listOf(resource: PathResource): { type: TypeName; listKind: string } | undefined;
  byKind(group: string, version: string, kind: string): TypeName | undefined;
  /** Returns the type of a kind that is a list of these objects. */
  listByKind(group: string, version: string, kind: string, items: TypeName): TypeName | undefined;
  /** Adds a type that stands for a kind that no document defines; `items` if it is a list. */
  remember(kindKey: string, type: TypeName, items?: TypeName): void;
  /** Resolves the references of a schema that stands at a path of a document. */
  resolverFor(document: LoadedDocument, path: DocumentPath): (reference: string) => Schema;
  /** Returns the schema that a reference points to; undefined if no document defines it. */
  schemaOf: (reference: string) => unknown;
  /** Reports a reference that no document defines, once. */
  reportMissing(definition: string, document: LoadedDocument, path: DocumentPath): void;
  /** Reports a reference that leads nowhere, once. */
  reportDangling(reference: string, document: LoadedDocument, path: DocumentPath): void;
  /** Reports a type that stands for nothing but itself. */
  reportLoop(type: TypeName): void;
  /** Adds all types that were referred to, and those that they refer to in turn. */
  convertReferenced(): void;
}

export function newDefinitions(openApi: OpenApi, context: OpenApiContext, resources: readonly KnownResource[]): Definitions {
  const { entries, objects, lists } = nameEntries(openApi, context, resources);
  const byKind = new Map<string, TypeName>(context.kinds);
  for (const { type, kind } of entries.values())
    if (kind !== undefined) byKind.set(kindKey(type.group, type.version, kind), type);
  const stored = storedKinds(resources, objects, entries);
  const heldBy = new Map<string, TypeName>();
  const referenced = new Set<Entry>();
  const entryOf = (type: TypeName | undefined): Entry | undefined =>
    type === undefined ? undefined : [...entries.values()].find((entry) => typeKey(entry.type) === typeKey(type));
  const reported = new Set<string>();

  const refer = (entry: Entry | undefined): TypeName | undefined => {
    if (entry !== undefined) referenced.add(entry);
    return entry?.type;
  };
  const reportDangling = (reference: string, document: LoadedDocument, path: DocumentPath): void => {
    if (reported.has(reference)) return;
    reported.add(reference);
    const what = `refers to ${quote(reference)}, which leads nowhere`;
    context.diagnostics.push(diagnosticAt(document.origin, 'error', path, what, 'use a document that is complete'));
  };
  const resolverFor =
    (document: LoadedDocument | undefined, path: DocumentPath) =>
    (reference: string): Schema => {
      const definition = referencedDefinition(reference);
      const known = definition === undefined ? undefined : knownType(definition);
      if (known !== undefined) return runtimeType(known);
      const type = definition === undefined ? undefined : refer(entries.get(definition));
      if (type !== undefined) return { kind: 'reference', type, embedded: stored.has(typeKey(type)) };
      if (document !== undefined) reportDangling(reference, document, path);
      return { kind: 'unknown' };
    };
  const schemaOf = (reference: string): unknown => openApi.definitions.get(referencedDefinition(reference) ?? '');
  const placeOf = ({ key }: Entry): { document: LoadedDocument | undefined; path: string[] } => {
    const document = openApi.definedBy.get(key);
    return { document, path: document === undefined ? [] : pathOf(document, key) };
  };
  const convert = (entry: Entry): void => {
    if (entry.isForeign) return;
    const { type, schema } = entry;
    const pending = context.groupVersions.get(type.group, type.version);
    const { document, path } = placeOf(entry);
    for (const { document: other, title } of openApi.documents) if (other === document) pending.sources.add(title);
    const scope = newTypeScope(pending.table, type.name, resolverFor(document, path), schemaOf, isKubernetesOwn(entry.key));
    pending.table.types.set(type.name, definedType(type.name, schema, roleOf(entry, entries, stored), scope));
    if (document !== undefined) reportProblems(scope, document.origin, path, context.diagnostics);
  };

  return {
    kindOf: (resource) => refer(objects.get(resource)),
    isKindOf: (definition, resource) => objects.get(resource)?.key === definition,
    listOf(resource) {
      const entry = lists.get(resource);
      if (entry?.kind === undefined || roleOf(entry, entries, stored)?.is !== 'list') return undefined;
      refer(entry);
      return { type: entry.type, listKind: entry.kind };
    },
    byKind: (group, version, kind) => {
      const type = byKind.get(kindKey(group, version, kind));
      refer(entryOf(type));
      return type;
    },
    listByKind(group, version, kind, items) {
      const type = byKind.get(kindKey(group, version, kind));
      const entry = entryOf(type);
      const role = entry === undefined ? undefined : roleOf(entry, entries, stored);
      const held = role?.is === 'list' ? role.items : type === undefined ? undefined : heldBy.get(typeKey(type));
      if (held === undefined || typeKey(held) !== typeKey(items)) return undefined;
      refer(entry);
      return type;
    },
    remember(key, type, items) {
      byKind.set(key, type);
      if (items !== undefined) heldBy.set(typeKey(type), items);
    },
    resolverFor,
    schemaOf,
    reportMissing(definition, document, path) {
      if (openApi.definitions.has(definition) || knownType(definition) !== undefined) return;
      reportDangling(`#/${pathOf(document, definition).join('/')}`, document, path);
    },
    reportDangling,
    reportLoop(type) {
      const entry = entryOf(type);
      const { document, path } = entry === undefined ? { document: undefined, path: [] } : placeOf(entry);
      if (document === undefined) return;
      const what = 'refers to nothing but itself, through references that loop';
      context.diagnostics.push(diagnosticAt(document.origin, 'error', path, what, 'use a document without such a loop'));
    },
    convertReferenced() {
      const done = new Set<Entry>();
      for (;;) {
        const next = [...referenced].filter((entry) => !done.has(entry)).sort((a, b) => compareText(a.id, b.id));
        if (next.length === 0) return;
        for (const entry of next) {
          done.add(entry);
          convert(entry);
        }
      }
    },
  };
}

function pathOf(document: LoadedDocument, definition: string): string[] {
  return document.kind === 'openapi-v2' ? ['definitions', definition] : ['components', 'schemas', definition];
}
