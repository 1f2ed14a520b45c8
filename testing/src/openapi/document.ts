import type { JsonObject } from '../json/json.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import { schemaNamed } from '../structure/structure.js';
import { kindSchema, listSchema, schemaName, subresourceKind, subresourceSchema } from './kind-schemas.js';
import { metaSchemas } from './meta-schemas.js';
import {
  actionParameters,
  capital,
  content,
  deleteOptionsSchema,
  operationId,
  operationTag,
  patchSchema,
  pathParameters,
  responses,
  statusSchema,
  watchEventSchema,
  watchParameters,
} from './operations.js';

/**
 * Builds the OpenAPI v3 document of a group version.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */
export function groupVersionDocument(group: string, version: string, definitions: readonly ResourceDefinition[]): JsonObject {
  const paths: JsonObject = {};
  const schemas: JsonObject = { ...metaSchemas };
  for (const definition of definitions) {
    const custom = definition.custom !== undefined;
    const add = (name: string, otherwise: () => JsonObject): void => {
      if (custom || !addStructure(schemas, name)) schemas[name] ??= otherwise();
    };
    add(schemaName(definition, custom), () => kindSchema(definition));
    if (definition.verbs.includes('list')) {
      add(schemaName({ group, version, kind: definition.listKind }, custom), () => listSchema(definition));
    }
    for (const subresource of definition.subresources) {
      const kind = subresourceKind(definition, subresource);
      const name = schemaName(kind, custom && kind.group === group);
      if (!addStructure(schemas, name)) schemas[name] ??= subresourceSchema(kind);
    }
    Object.assign(paths, resourcePaths(definition));
  }
  return {
    openapi: '3.0.0',
    info: { title: definitions[0]?.custom === undefined ? 'Kubernetes' : 'Kubernetes CRD Swagger', version: 'v1.36.0' },
    paths,
    components: {
      schemas,
      securitySchemes: {
        BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' },
      },
    },
  };
}

/** Adds the schema of a built-in type and all schemas that it references. Returns whether the type exists. */
function addStructure(schemas: JsonObject, name: string): boolean {
  if (schemas[name] !== undefined) return true;
  const found = schemaNamed(name);
  if (found === undefined) return false;
  schemas[name] = found;
  for (const [, used = ''] of JSON.stringify(found).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) addStructure(schemas, used);
  return true;
}

/** The facts that operations of a resource share. */
interface Scope {
  readonly definition: ResourceDefinition;
  readonly types: readonly string[];
  readonly patchTypes: readonly string[];
}

const builtinTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const watchTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const customPatches = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

function resourcePaths(definition: ResourceDefinition): JsonObject {
  const { group, version, plural, namespaced, verbs } = definition;
  const custom = definition.custom !== undefined;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const base = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const scope: Scope = {
    definition,
    types: custom ? builtinTypes.slice(0, 2) : builtinTypes,
    patchTypes: custom ? customPatches : [...customPatches, 'application/strategic-merge-patch+json'],
  };
  const paths: JsonObject = { [base]: collectionItem(scope) };
  if (namespaced && verbs.includes('list')) {
    paths[`${root}/${plural}`] = {
      get: listOperation(scope, operationId('list', definition, `${definition.kind}ForAllNamespaces`)),
      parameters: pathParameters(false, false),
    };
  }
  if (verbs.includes('get')) paths[`${base}/{name}`] = objectItem(scope);
  for (const subresource of definition.subresources) {
    paths[`${base}/{name}/${subresource.name}`] = subresourceItem(scope, subresource);
  }
  // Custom resources have no watch paths. The `watch` parameter watches them.
  if (!custom && verbs.includes('watch')) Object.assign(paths, watchPaths(scope, root));
  return paths;
}

/** Returns the object of an operation as its id names it. */
function objectWord({ namespaced, kind }: ResourceDefinition): string {
  return `${namespaced ? 'Namespaced' : ''}${kind}`;
}

function operation(
  scope: Scope,
  action: string,
  verbWord: string,
  kind: { readonly group: string; readonly version: string; readonly kind: string },
  more: JsonObject,
  suffix = '',
): JsonObject {
  const { definition } = scope;
  return {
    tags: [operationTag(definition)],
    operationId: operationId(verbWord, definition, `${objectWord(definition)}${suffix}`),
    ...(actionParameters[action] && { parameters: actionParameters[action] }),
    ...more,
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: kind.group, version: kind.version, kind: kind.kind },
  };
}

function body(name: string, required: boolean): JsonObject {
  return { content: content(['*/*'], name), ...(required && { required: true }) };
}

function ownName({ definition }: Scope): string {
  return schemaName(definition, definition.custom !== undefined);
}

function listOperation(scope: Scope, id: string): JsonObject {
  const { definition, types } = scope;
  const { group, version, listKind } = definition;
  const name = schemaName({ group, version, kind: listKind }, definition.custom !== undefined);
  const listTypes = definition.custom === undefined ? [...types, ...watchTypes] : types;
  return { ...operation(scope, 'list', 'list', definition, { responses: responses([200], listTypes, name) }), operationId: id };
}

function collectionItem(scope: Scope): JsonObject {
  const { definition, types } = scope;
  const { verbs, namespaced } = definition;
  const name = ownName(scope);
  return {
    ...(verbs.includes('list') && { get: listOperation(scope, operationId('list', definition, objectWord(definition))) }),
    ...(verbs.includes('create') && {
      post: operation(scope, 'post', 'create', definition, {
        requestBody: body(name, true),
        responses: responses([200, 201, 202], types, name),
      }),
    }),
    ...(verbs.includes('deletecollection') && {
      delete: {
        ...operation(scope, 'deletecollection', 'delete', definition, {
          requestBody: body(deleteOptionsSchema, false),
          responses: responses([200], types, statusSchema),
        }),
        operationId: operationId('delete', definition, `Collection${objectWord(definition)}`),
      },
    }),
    parameters: pathParameters(namespaced, false),
  };
}

function objectItem(scope: Scope): JsonObject {
  const { definition, types, patchTypes } = scope;
  const { verbs, namespaced } = definition;
  const name = ownName(scope);
  return {
    get: operation(scope, 'get', 'read', definition, { responses: responses([200], types, name) }),
    ...(verbs.includes('update') && { put: replaceOperation(scope, definition, name, '') }),
    ...(verbs.includes('delete') && {
      delete: operation(scope, 'delete', 'delete', definition, {
        requestBody: body(deleteOptionsSchema, false),
        responses: responses([200, 202], types, statusSchema),
      }),
    }),
    ...(verbs.includes('patch') && { patch: patchOperation(scope, definition, name, '', patchTypes) }),
    parameters: pathParameters(namespaced, true),
  };
}

type KindOf = Parameters<typeof operation>[3];

function replaceOperation(scope: Scope, kind: KindOf, name: string, suffix: string): JsonObject {
  const more = { requestBody: body(name, true), responses: responses([200, 201], scope.types, name) };
  return operation(scope, 'put', 'replace', kind, more, suffix);
}

function patchOperation(scope: Scope, kind: KindOf, name: string, suffix: string, patchTypes: readonly string[]): JsonObject {
  const more = {
    requestBody: { content: content(patchTypes, patchSchema), required: true },
    // An apply can also create a custom resource, but real servers do not document it.
    responses: responses(scope.definition.custom === undefined ? [200, 201] : [200], scope.types, name),
  };
  return operation(scope, 'patch', 'patch', kind, more, suffix);
}

function subresourceItem(scope: Scope, subresource: Subresource): JsonObject {
  const { definition, types, patchTypes } = scope;
  const answered = subresourceKind(definition, subresource);
  const name = schemaName(answered, definition.custom !== undefined && answered.group === definition.group);
  // For custom resources a real server states their own kind, even for `scale`.
  const kind = definition.custom === undefined ? answered : definition;
  const suffix = capital(subresource.name);
  const read =
    subresource.type === 'log'
      ? {
          responses: {
            ...responses([], [], name),
            '200': { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } },
          },
        }
      : { responses: responses([200], types, name) };
  return {
    ...(subresource.verbs.includes('get') && { get: operation(scope, 'get', 'read', kind, read, suffix) }),
    ...(subresource.verbs.includes('update') && { put: replaceOperation(scope, kind, name, suffix) }),
    ...(subresource.verbs.includes('patch') && { patch: patchOperation(scope, kind, name, suffix, patchTypes) }),
    ...(subresource.verbs.includes('create') && {
      post: operation(
        scope,
        'post',
        'create',
        kind,
        { requestBody: body(name, true), responses: responses([200, 201, 202], types, name) },
        suffix,
      ),
    }),
    parameters: pathParameters(definition.namespaced, true),
  };
}

/** Returns the deprecated watch paths, which real servers still list. */
function watchPaths(scope: Scope, root: string): JsonObject {
  const { definition, types } = scope;
  const { plural, namespaced } = definition;
  const ids = {
    all: operationId('watch', definition, `${definition.kind}ListForAllNamespaces`),
    list: operationId('watch', definition, `${objectWord(definition)}List`),
    one: operationId('watch', definition, objectWord(definition)),
  };
  const item = (id: string, inNamespace: boolean, named: boolean): JsonObject => ({
    get: {
      ...operation(scope, named ? 'watch' : 'watchlist', 'watch', definition, {
        responses: responses([200], [...types, ...watchTypes], watchEventSchema),
      }),
      operationId: id,
    },
    parameters: [...pathParameters(inNamespace, named), ...watchParameters],
  });
  const base = namespaced ? `${root}/watch/namespaces/{namespace}/${plural}` : `${root}/watch/${plural}`;
  return {
    [`${root}/watch/${plural}`]: item(namespaced ? ids.all : ids.list, false, false),
    [base]: item(ids.list, namespaced, false),
    [`${base}/{name}`]: item(ids.one, namespaced, true),
  };
}
