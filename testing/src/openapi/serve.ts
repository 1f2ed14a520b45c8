import { createHash } from 'node:crypto';
import type { ServerRequest, ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';
import type { Registry } from '../resources/registry.js';
import { groupVersionDocument } from './document.js';
import { swaggerOf } from './swagger.js';

/** Documents that replace those of the server, by their names in the index (`api/v1`, `apis/apps/v1`). */
export type GivenDocuments = Readonly<Record<string, JsonObject>>;

/** A function that responds to the server's OpenAPI paths. Returns undefined for other paths. */
export type OpenApi = (request: ServerRequest) => ServerResponse | undefined;

interface Document {
  readonly value: JsonObject;
  readonly hash: string;
}

/** Creates the function that serves OpenAPI. Documents are built on first use, and again after the registry has changed. */
export function newOpenApi(registry: Registry, given: GivenDocuments): OpenApi {
  let built = new Map<string, Document>();
  let generation = -1;

  const documentOf = (name: string): Document | undefined => {
    if (generation !== registry.generation) {
      built = new Map();
      generation = registry.generation;
    }
    const found = built.get(name);
    if (found !== undefined) return found;
    const value = given[name] ?? build(registry, name);
    if (value === undefined) return undefined;
    const hash = createHash('sha512').update(JSON.stringify(value)).digest('hex').toUpperCase();
    const document = { value, hash };
    built.set(name, document);
    return document;
  };

  return ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/openapi/v2') {
      const documents = namesOf(registry).map(documentOf);
      return json(swaggerOf(documents.filter((document) => document !== undefined).map(({ value }) => value)));
    }
    const [, name] = /^\/openapi\/v3(?:\/(.*))?$/.exec(path) ?? [path];
    if (name === undefined && path !== '/openapi/v3') return undefined;
    if (name === undefined || name === '') return json(indexOf(registry, documentOf));
    const document = documentOf(name);
    if (document === undefined) return { status: 404, headers: {}, body: { type: 'text', text: '' } };
    return { ...json(document.value), headers: { etag: `"${document.hash}"` } };
  };
}

function json(value: JsonObject): ServerResponse {
  return { status: 200, headers: {}, body: { type: 'json', value } };
}

function build(registry: Registry, name: string): JsonObject | undefined {
  const [root, first = '', second] = name.split('/');
  const [group, version] = root === 'api' ? ['', first] : [first, second];
  if ((root !== 'api' && root !== 'apis') || version === undefined || !registry.hasVersion(group, version)) return undefined;
  return groupVersionDocument(group, version, registry.resources(group, version));
}

function namesOf(registry: Registry): string[] {
  return registry
    .groups()
    .flatMap((group) =>
      registry.versions(group).map((version) => (group === '' ? `api/${version}` : `apis/${group}/${version}`)),
    );
}

function indexOf(registry: Registry, documentOf: (name: string) => Document | undefined): JsonObject {
  const entries = namesOf(registry).flatMap((name) => {
    const document = documentOf(name);
    return document === undefined ? [] : [[name, { serverRelativeURL: `/openapi/v3/${name}?hash=${document.hash}` }] as const];
  });
  return { paths: Object.fromEntries(entries) };
}
