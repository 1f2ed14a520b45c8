import type { OpenAPIV3 } from 'openapi-types';
import type { LoadedDocument } from '../../load/document.js';
import { documentOf } from './documents.js';

/** Small OpenAPI documents of one group version, written as v2 or as v3 says the same. */
export interface ApiParts {
  group?: string;
  version?: string;
  /** `kind` by `plural`. */
  resources?: Record<string, string>;
  namespaced?: boolean;
  definitions?: Record<string, unknown>;
  paths?: Record<string, unknown>;
  file?: string;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The name of a definition as an API server makes it: the group backwards, the version, the kind. */
export function definitionName(group: string, version: string, kind: string): string {
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
}

function refTo(v: 2 | 3, name: string): OpenAPIV3.ReferenceObject {
  return { $ref: `#/${v === 2 ? 'definitions' : 'components/schemas'}/${name}` };
}

function operation(v: 2 | 3, action: string, kind: object, returns?: string, sends?: string): object {
  const schema = returns === undefined ? { type: 'string' } : refTo(v, returns);
  const body = sends === undefined ? undefined : refTo(v, sends);
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
    responses: { 200: v === 2 ? { schema } : { content: { 'application/json': { schema } } } },
    ...(body &&
      (v === 2
        ? { parameters: [{ in: 'body', name: 'body', schema: body }] }
        : { requestBody: { content: { '*/*': { schema: body } } } })),
  };
}

/** A document with all verbs for each resource, the kinds with `metadata` and a `spec` of one field. */
export function api(v: 2 | 3, parts: ApiParts): LoadedDocument {
  const { group = 'x.example.com', version = 'v1', resources = { foos: 'Foo' }, namespaced = true } = parts;
  const definitions: Record<string, unknown> = {
    [`${meta}.ObjectMeta`]: { type: 'object', properties: { name: { type: 'string' } } },
    [`${meta}.ListMeta`]: { type: 'object', properties: { continue: { type: 'string' } } },
    [`${meta}.Status`]: { type: 'object', properties: { code: { type: 'integer' } } },
  };
  const paths: Record<string, unknown> = {};
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const parameters: Record<string, unknown> = { 'watch-XYZ': { in: 'query', name: 'watch', type: 'boolean' } };
  for (const [plural, kind] of Object.entries(resources)) {
    const gvk = { group, version, kind };
    const name = definitionName(group, version, kind);
    const string = { type: 'string' };
    definitions[name] = {
      type: 'object',
      properties: {
        apiVersion: string,
        kind: string,
        metadata: refTo(v, `${meta}.ObjectMeta`),
        spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } },
      },
      'x-kubernetes-group-version-kind': [gvk],
    };
    definitions[`${name}List`] = {
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: string,
        items: { type: 'array', items: refTo(v, name) },
        kind: string,
        metadata: refTo(v, `${meta}.ListMeta`),
      },
      'x-kubernetes-group-version-kind': [{ ...gvk, kind: `${kind}List` }],
    };
    const collection = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
    const watch = v === 2 ? { $ref: '#/parameters/watch-XYZ' } : { in: 'query', name: 'watch', schema: { type: 'boolean' } };
    const list = { ...operation(v, 'list', gvk, `${name}List`), parameters: [watch] };
    paths[collection] = {
      get: list,
      post: operation(v, 'post', gvk, name, name),
      delete: operation(v, 'deletecollection', gvk, `${meta}.Status`),
    };
    if (namespaced) paths[`${root}/${plural}`] = { get: list };
    paths[`${collection}/{name}`] = {
      get: operation(v, 'get', gvk, name),
      put: operation(v, 'put', gvk, name, name),
      patch: operation(v, 'patch', gvk, name, `${meta}.Patch`),
      delete: operation(v, 'delete', gvk, `${meta}.Status`),
    };
  }
  Object.assign(definitions, parts.definitions);
  Object.assign(paths, parts.paths);
  const info = { title: 'Kubernetes', version: 'v1.36.0' };
  return v === 2
    ? documentOf('openapi-v2', parts.file ?? 'swagger.json', { swagger: '2.0', info, paths, definitions, parameters })
    : documentOf('openapi-v3', parts.file ?? 'v3.json', { openapi: '3.0.0', info, paths, components: { schemas: definitions } });
}

export { operation, refTo };
