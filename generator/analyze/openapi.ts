import { diagnosticAt } from '../load/document.js';
import type { TypeName } from '../model/index.js';
import { isUpperCamelCase, kindTypeName } from '../naming/type-name.js';
import { quote } from './crd-names.js';
import { oddKind } from './custom-resources.js';
import { newDefinitions } from './definitions.js';
import type { Definitions } from './definitions.js';
import type { PendingGroupVersion } from './group-versions.js';
import { defineCustomKind, defineList, nameIn } from './kind-types.js';
import { kindKey } from './openapi-context.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { resourcesOf } from './paths.js';
import { knownResources } from './resource-kinds.js';
import type { KnownResource } from './resource-kinds.js';
import { subresourcesOf } from './subresources.js';
import { claimRoot, newTypeScope } from './type-scope.js';

/**
 * Adds the resources of OpenAPI documents, and of their definitions those that the resources lead to: a group that was not asked
 * for gives only the types that others refer to. Returns the definitions, which know where each type is from.
 */
export function* addOpenApi(openApi: OpenApi, context: OpenApiContext): Generator<void, Definitions> {
  const found = resourcesOf(openApi.documents).filter((resource) => !context.plurals.has(`${resource.group}/${resource.plural}`));
  const known = knownResources(found, openApi, context);
  const asked = known.filter(({ resource, kind }) => context.filter.includes(resource.group, resource.version, kind));
  const definitions = newDefinitions(openApi, context, known);
  yield;
  for (const each of asked) {
    addResource(each, definitions, context);
    yield;
  }
  definitions.convertReferenced();
  return definitions;
}

function addResource(known: KnownResource, definitions: Definitions, context: OpenApiContext): void {
  const { resource, kind } = known;
  reportFaults(known, definitions, context);
  const pending = context.groupVersions.get(resource.group, resource.version);
  for (const title of resource.titles) pending.sources.add(title);
  const object = objectType(known, definitions, pending);
  const list = resource.verbs.has('list') ? listType(known, object, definitions, pending) : undefined;
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
    subresources: subresourcesOf(resource, object, definitions, pending.table),
  });
}

/** Reports what is wrong with the operations of a resource that was asked for. */
function reportFaults({ resource, kind }: KnownResource, definitions: Definitions, context: OpenApiContext): void {
  const { origin } = resource.document;
  for (const { document, path, reference } of resource.dangling) definitions.reportDangling(reference, document, path);
  for (const payload of [...resource.objects.values(), resource.list]) {
    if (payload?.definition !== undefined) definitions.reportMissing(payload.definition, resource.document, ['paths']);
  }
  if (!isUpperCamelCase(kind)) {
    const { what, hint } = oddKind(kind);
    context.diagnostics.push(diagnosticAt(origin, 'warning', ['paths'], what, hint));
  }
  if (resource.leftOut.length > 0) {
    const names = [...new Set(resource.leftOut)].map(quote).join(', ');
    const what = `subresources of ${resource.plural} have path parameters of their own, so they are left out: ${names}`;
    context.diagnostics.push(diagnosticAt(origin, 'warning', ['paths'], what, 'send such requests with clientset.rest'));
  }
}

/** Returns the type of the objects of a resource. If no document defines one, only its kind is known, and what operations say in place. */
function objectType(known: KnownResource, definitions: Definitions, { table }: PendingGroupVersion): TypeName {
  const { resource, kind, inline } = known;
  const defined = definitions.kindOf(resource) ?? definitions.byKind(resource.group, resource.version, kind);
  if (defined !== undefined) return defined;
  const type = nameIn(table, claimRoot(table, kindTypeName(kind)));
  const resolve = definitions.resolverFor(resource.document, ['paths']);
  const schema = inline ?? { 'x-kubernetes-preserve-unknown-fields': true };
  const hasStatus = resource.subresources.has('status');
  const role = resource.verbs.has('get')
    ? ({ is: 'stored', apiKind: kind, namespaced: resource.namespaced, hasStatus } as const)
    : ({ is: 'plain', apiKind: kind } as const);
  defineCustomKind(table, type.name, schema, role, newTypeScope(table, type.name, resolve, definitions.schemaOf));
  definitions.remember(kindKey(resource.group, resource.version, kind), type);
  return type;
}

function listType(
  { resource, kind }: KnownResource,
  items: TypeName,
  definitions: Definitions,
  { table }: PendingGroupVersion,
): { type: TypeName; listKind: string } {
  const defined = definitions.listOf(resource);
  if (defined !== undefined) return defined;
  const listKind = `${kind}List`;
  const known = definitions.listByKind(resource.group, resource.version, listKind, items);
  if (known !== undefined) return { type: known, listKind };
  const type = nameIn(table, claimRoot(table, kindTypeName(listKind)));
  defineList(table, type.name, listKind, items);
  definitions.remember(kindKey(resource.group, resource.version, listKind), type, items);
  return { type, listKind };
}
