import { diagnosticAt } from '../load/document.js';
import type { TypeName } from '../model/index.js';
import { typeIdentifier } from '../naming/identifier.js';
import { kindTypeName } from '../naming/type-name.js';
import { newDefinitions } from './definitions.js';
import type { Definitions } from './definitions.js';
import type { PendingGroupVersion } from './group-versions.js';
import { at, stringMember } from './json.js';
import { defineCustomKind, defineList, nameIn } from './kind-types.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { referencedDefinition } from './operations.js';
import { groupVersionKinds } from './packages.js';
import { resourcesOf } from './paths.js';
import type { PathResource } from './paths.js';
import { subresourcesOf } from './subresources.js';
import { claimRoot, newTypeScope } from './type-scope.js';

/** A resource of which it is known what its objects are. */
interface KnownResource {
  readonly resource: PathResource;
  readonly kind: string;
}

/**
 * Adds the resources of OpenAPI documents, and of their definitions those that the resources lead to: a group that was not asked
 * for gives only the types that others refer to.
 */
export function addOpenApi(openApi: OpenApi, context: OpenApiContext): void {
  const asked: KnownResource[] = [];
  const found = resourcesOf(openApi.documents).filter((resource) => !context.plurals.has(`${resource.group}/${resource.plural}`));
  for (const resource of found) {
    const kind = kindOf(resource, openApi);
    if (kind === undefined) reportUnknownKind(resource, openApi, context);
    else if (context.filter.includes(resource.group, resource.version, kind)) asked.push({ resource, kind });
  }
  const definitions = newDefinitions(openApi, context, found);
  for (const known of asked) addResource(known, definitions, context);
  definitions.convertReferenced();
}

/** The kind of a resource's objects: what its operations say, or what the definition of its objects or lists says. */
function kindOf(resource: PathResource, openApi: OpenApi): string | undefined {
  const ofDefinition = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : groupVersionKinds(openApi.definitions.get(name))[0]?.kind;
  const item = listItem(resource.list, openApi);
  return resource.kind?.kind ?? ofDefinition(resource.object) ?? ofDefinition(item) ?? resource.listedKind?.kind;
}

/** The definition of the items of a list. */
function listItem(list: string | undefined, openApi: OpenApi): string | undefined {
  const items = at(list === undefined ? undefined : openApi.definitions.get(list), 'properties', 'items', 'items');
  const all = at(items, 'allOf');
  const ref = stringMember(items, '$ref') ?? (Array.isArray(all) ? stringMember(all[0], '$ref') : undefined);
  return ref === undefined ? undefined : referencedDefinition(ref);
}

function reportUnknownKind(resource: PathResource, openApi: OpenApi, context: OpenApiContext): void {
  const origin = openApi.documents.find(({ title }) => resource.titles.has(title))?.document.origin;
  if (origin === undefined) return;
  const what = `does not say what kind ${resource.plural} of ${resource.group}/${resource.version} is, so it is left out`;
  context.diagnostics.push(diagnosticAt(origin, 'warning', ['paths'], what, ''));
}

function addResource({ resource, kind }: KnownResource, definitions: Definitions, context: OpenApiContext): void {
  const pending = context.groupVersions.get(resource.group, resource.version);
  for (const title of resource.titles) pending.sources.add(title);
  const object = objectType(resource, kind, definitions, pending);
  const list = resource.verbs.has('list') ? listType(resource, kind, object, definitions, pending) : undefined;
  pending.resources.push({
    kind,
    listKind: list?.listKind ?? `${kind}List`,
    plural: resource.plural,
    singular: kind.toLowerCase(),
    namespaced: resource.namespaced,
    verbs: [...resource.verbs].sort(),
    shortNames: [],
    categories: [],
    object,
    ...(list && { list: list.type }),
    subresources: subresourcesOf(resource, definitions),
  });
}

/** The type of a resource's objects; where no document defines one, an object of which only the kind is known. */
function objectType(resource: PathResource, kind: string, definitions: Definitions, { table }: PendingGroupVersion): TypeName {
  const defined = definitions.kindOf(resource) ?? definitions.byKind(resource.group, resource.version, kind);
  if (defined !== undefined) return defined;
  const type = nameIn(table, claimRoot(table, kindTypeName(kind)));
  const scope = newTypeScope(table, type.name, () => ({ kind: 'unknown' }));
  const schema = { 'x-kubernetes-preserve-unknown-fields': true };
  const hasStatus = resource.subresources.has('status');
  const role = resource.verbs.has('get')
    ? ({ is: 'stored', apiKind: kind, namespaced: resource.namespaced, hasStatus } as const)
    : ({ is: 'plain', apiKind: kind } as const);
  defineCustomKind(table, type.name, schema, role, scope);
  definitions.remember(resource.group, resource.version, kind, type);
  return type;
}

function listType(
  resource: PathResource,
  kind: string,
  items: TypeName,
  definitions: Definitions,
  { table }: PendingGroupVersion,
): { type: TypeName; listKind: string } {
  const defined = resource.list === undefined ? undefined : definitions.list(resource.list);
  if (defined !== undefined) return defined;
  const listKind = `${kind}List`;
  const known = definitions.byKind(resource.group, resource.version, listKind);
  if (known !== undefined) return { type: known, listKind };
  const type = nameIn(table, claimRoot(table, typeIdentifier(listKind)));
  defineList(table, type.name, listKind, items);
  definitions.remember(resource.group, resource.version, listKind, type);
  return { type, listKind };
}
