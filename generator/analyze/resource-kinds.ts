import { diagnosticAt } from '../load/document.js';
import type { LoadedDocument } from '../load/document.js';
import { at, objectMember } from './json.js';
import type { JsonObject } from './json.js';
import { knownType } from './known-types.js';
import type { OpenApiContext } from './openapi-context.js';
import type { OpenApi } from './openapi-documents.js';
import { definitionOf } from './operations.js';
import { groupVersionKinds, splitDefinition } from './packages.js';
import type { PathResource } from './paths.js';

/** A resource whose kind is known. */
export interface KnownResource {
  readonly resource: PathResource;
  readonly kind: string;
  /** The definition of its objects. */
  readonly object: string | undefined;
  /** The schema of its objects, if it stands in place. */
  readonly inline: JsonObject | undefined;
  /** The definition of its lists, and their kind. */
  readonly list: { readonly definition: string; readonly kind: string } | undefined;
}

/**
 * Finds the kind of each resource: the one that its operations name, or else the one that the definition of its objects or lists names.
 * A resource of subresources alone has the kind of the resource of the same name in another group (`virtualmachines` of
 * `subresources.kubevirt.io`). Resources without a kind are left out with a warning. A document in which nothing names a kind is an error.
 */
export function knownResources(found: readonly PathResource[], openApi: OpenApi, context: OpenApiContext): KnownResource[] {
  const known: KnownResource[] = [];
  const unknown: PathResource[] = [];
  for (const resource of found) {
    const each = withKind(resource, openApi);
    if (each !== undefined) known.push(each);
    else unknown.push(resource);
  }
  const named = new Set(known.map(({ resource }) => resource.document));
  const mute = new Set<LoadedDocument>();
  for (const resource of unknown) {
    const kind = resource.verbs.size === 0 ? namesake(resource, known, context) : undefined;
    const borrowed = kind === undefined ? undefined : withKind(resource, openApi, kind);
    if (borrowed !== undefined) known.push(borrowed);
    else if (named.has(resource.document)) reportUnknownKind(resource, context);
    else mute.add(resource.document);
  }
  for (const { origin } of mute) {
    const what = 'nothing in it states its kind: neither an operation nor a definition has x-kubernetes-group-version-kind';
    context.diagnostics.push(diagnosticAt(origin, 'error', ['paths'], what, 'use the document of the API server itself'));
  }
  return known;
}

function withKind(resource: PathResource, openApi: OpenApi, borrowed?: string): KnownResource | undefined {
  const payloads = (['get', 'update', 'create'] as const).flatMap((verb) => resource.objects.get(verb) ?? []);
  const listed = openApi.definitions.get(resource.list?.definition ?? '') ?? resource.list?.schema;
  const items = at(listed, 'properties', 'items', 'items');
  const named = payloads.map(({ definition }) => definition).find((each) => each !== undefined && isOwn(each));
  const inline = [...payloads.map(({ schema }) => schema), items].find(describesFields);
  const object = named ?? (inline === undefined || inline === items ? definitionOf(items) : undefined);
  const list = resource.list?.definition;
  const kind =
    resource.kind ??
    statedKind(object, resource, openApi) ??
    statedKind(definitionOf(items), resource, openApi) ??
    kindOfList(resource, openApi) ??
    borrowed;
  if (kind === undefined) return undefined;
  const mayBeList = items !== undefined || !describesFields(listed);
  const isList = list !== undefined && list !== object && isOwn(list) && mayBeList;
  return {
    resource,
    kind,
    object,
    inline: object === undefined ? inline : undefined,
    list: isList ? { definition: list, kind: listKind(list, kind, resource, openApi) } : undefined,
  };
}

/** Whether a definition becomes a type of the output: those of `meta/v1` are the runtime's. */
function isOwn(definition: string): boolean {
  return knownType(definition) === undefined;
}

function describesFields(schema: unknown): schema is JsonObject {
  return objectMember(schema, 'properties') !== undefined;
}

/** Returns the kind that a definition names, preferably for the group version of the resource. */
function statedKind(definition: string | undefined, resource: PathResource, openApi: OpenApi): string | undefined {
  const stated = definition === undefined ? [] : groupVersionKinds(openApi.definitions.get(definition));
  const ours = stated.find(({ group, version }) => group === resource.group && version === resource.version);
  return (ours ?? stated[0])?.kind;
}

/** Returns the kind that listing names, which some servers give as the kind of the list. */
function kindOfList(resource: PathResource, openApi: OpenApi): string | undefined {
  const { listedKind, list } = resource;
  if (listedKind === undefined || listedKind !== statedKind(list?.definition, resource, openApi)) return listedKind;
  return listedKind.replace(/(?<=.)List$/, '');
}

/** Returns the kind of a list: the one that its definition names, or its name. */
function listKind(definition: string, kind: string, resource: PathResource, openApi: OpenApi): string {
  const stated = statedKind(definition, resource, openApi);
  if (stated !== undefined && stated !== kind) return stated;
  const { name } = splitDefinition(definition);
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) && name !== kind ? name : `${kind}List`;
}

/** Returns the kind of the resource of the same name in the group that the name of the group ends in. */
function namesake(resource: PathResource, known: readonly KnownResource[], context: OpenApiContext): string | undefined {
  const inDocuments = known.map((each) => ({ ...each.resource, kind: each.kind }));
  const inCrds = [...context.plurals].map(([key, kind]) => {
    const [group = '', plural = ''] = key.split('/');
    return { group, plural, kind };
  });
  const same = [...inCrds, ...inDocuments].filter(({ plural }) => plural === resource.plural);
  return same.find(({ group }) => group !== '' && resource.group.endsWith(`.${group}`))?.kind;
}

function reportUnknownKind(resource: PathResource, context: OpenApiContext): void {
  const what = `does not say what kind ${resource.plural} of ${resource.group}/${resource.version} is, so it is left out`;
  context.diagnostics.push(diagnosticAt(resource.document.origin, 'warning', ['paths'], what, ''));
}
