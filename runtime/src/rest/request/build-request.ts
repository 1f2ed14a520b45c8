import type {
  ApplyOptions,
  CreateOptions,
  DeleteCollectionOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  PatchOptions,
  ResourceInfo,
  UpdateOptions,
  WatchOptions,
} from '../../meta/index.js';
import type { KubeRequest } from '../transport.js';
import { encodeBody } from './encode-body.js';
import { encodePathSegment, pathSegmentFaults } from './path-segment.js';
import { deleteBody, deleteCollectionQuery, getQuery, listQuery, watchQuery, writeQuery } from './query-options.js';

/** The media types of patches. */
export type PatchContentType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml'
  | 'application/apply-patch+cbor';

/** What a request is about. */
export interface RequestTarget {
  resource: Pick<ResourceInfo, 'group' | 'version' | 'plural' | 'namespaced'>;
  /** Absent: all namespaces, which only `list` and `watch` can mean, or a cluster-scoped resource. */
  namespace?: string | undefined;
  /** Several segments of the path, each encoded, if the API has them (`vnc/screenshot`). */
  subresource?: string | undefined;
  /** What follows a subresource that passes requests on (`proxy`): a path whose segments are encoded here. */
  suffix?: string | undefined;
  /** Parameters of a subresource's own (`container`, `follow`). */
  query?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Default: `application/json`. */
  accept?: string | undefined;
  /** Leaves out the body of a `create` or an `update`, and its content type. Default: false. */
  withoutBody?: boolean | undefined;
  /** Marks an open-ended answer; a `watch` always is one. Default: false. */
  streaming?: boolean | undefined;
}

/** A call in the words of the API. A `body` that is a `Uint8Array` is sent as it is; everything else is sent as JSON. */
export type RequestInput = RequestTarget &
  (
    | { verb: 'get'; name: string; options?: GetOptions | undefined }
    | { verb: 'list'; options?: ListOptions | undefined }
    | { verb: 'watch'; options?: WatchOptions | undefined }
    | { verb: 'create'; name?: string | undefined; body: unknown; options?: CreateOptions | undefined }
    | { verb: 'update'; name: string; body: unknown; options?: UpdateOptions | undefined }
    | { verb: 'patch'; name: string; contentType: PatchContentType; body: unknown; options?: PatchRequestOptions | undefined }
    | { verb: 'apply'; name: string; body: unknown; options: ApplyOptions }
    | { verb: 'delete'; name: string; options?: DeleteOptions | undefined }
    | { verb: 'deletecollection'; options?: DeleteCollectionOptions | undefined }
  );

/** What a patch takes; `force` counts for apply patches alone. */
export type PatchRequestOptions = PatchOptions & { force?: boolean | undefined };

/**
 * The request that a call is, built without I/O: the same URL as client-go's, its query sorted by name.
 * Throws a `TypeError` for what could reach another resource than the one that is meant (a name that is not one segment of a
 * path, an empty name, a missing namespace, a selector of a deletion that is present but undefined). Throws a `RangeError` for a body
 * with a number that JSON or JavaScript cannot hold.
 */
export function buildRequest(input: RequestInput): KubeRequest {
  const path = resourcePath(input);
  const own = input.query ?? [];
  const accept = input.accept ?? 'application/json';
  const streaming = input.verb === 'watch' || input.streaming === true ? { streaming: true } : {};
  const read = { path, headers: { accept }, ...streaming };
  const write = (body: unknown, contentType = 'application/json') =>
    input.withoutBody === true
      ? read
      : {
          path,
          headers: { accept, 'content-type': contentType },
          body: body instanceof Uint8Array ? body : encodeBody(body),
          ...streaming,
        };
  const remove = (options: DeleteOptions) => {
    const body = deleteBody(options);
    return { method: 'DELETE', ...(body === undefined ? read : write(body)) } as const;
  };
  switch (input.verb) {
    case 'get':
      return { method: 'GET', query: sorted(getQuery(input.options ?? {}), own), ...read };
    case 'list':
      return { method: 'GET', query: sorted(listQuery(input.options ?? {}), own), ...read };
    case 'watch':
      return { method: 'GET', query: sorted(watchQuery(input.options ?? {}), own), ...read };
    case 'create':
      return { method: 'POST', query: sorted(writeQuery(input.options ?? {}), own), ...write(input.body) };
    case 'update':
      return { method: 'PUT', query: sorted(writeQuery(input.options ?? {}), own), ...write(input.body) };
    case 'patch':
      return { method: 'PATCH', query: sorted(writeQuery(input.options ?? {}), own), ...write(input.body, input.contentType) };
    case 'apply':
      return {
        method: 'PATCH',
        query: sorted(writeQuery(input.options), own),
        ...write(input.body, 'application/apply-patch+yaml'),
      };
    case 'delete':
      return { query: sorted([], own), ...remove(input.options ?? {}) };
    case 'deletecollection':
      return { query: sorted(deleteCollectionQuery(input.options ?? {}), own), ...remove(input.options ?? {}) };
  }
}

/** `/api/v1/namespaces/<namespace>/<plural>/<name>/<subresource>`, or `/apis/<group>/…`, encoded. */
function resourcePath(input: RequestInput): string {
  const { group, version, plural, namespaced } = input.resource;
  const name = 'name' in input ? input.name : undefined;
  const segments = group === '' ? ['api'] : ['apis', segment('group', group)];
  segments.push(segment('version', version));
  if (input.namespace !== undefined) {
    if (!namespaced)
      throw new TypeError(`${plural} belong to the whole cluster: leave the namespace ${quote(input.namespace)} out`);
    segments.push('namespaces', segment('namespace', input.namespace));
  } else if (namespaced) {
    if (input.verb === 'create') throw new TypeError('an empty namespace may not be set during creation');
    if (name !== undefined) throw new TypeError('an empty namespace may not be set when a resource name is provided');
    if (input.verb === 'deletecollection') throw new TypeError('an empty namespace may not be set when a collection is deleted');
  }
  segments.push(segment('resource', plural));
  if (name !== undefined) segments.push(segment('resource name', name));
  else if (needsName(input)) throw new TypeError('resource name may not be empty');
  if (input.subresource !== undefined) {
    for (const part of input.subresource.split('/')) segments.push(segment('subresource', part));
  }
  const path = `/${segments.join('/')}`;
  return input.suffix === undefined ? path : `${path}/${encodeSuffix(input.suffix)}`;
}

/** Callers without types can leave the name out, too. */
function needsName({ verb, subresource }: RequestInput): boolean {
  if (verb === 'create') return subresource !== undefined;
  return verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection';
}

function segment(what: string, value: string): string {
  if (value === '' && what === 'resource name') throw new TypeError('resource name may not be empty');
  const faults = pathSegmentFaults(value);
  if (faults.length > 0) throw new TypeError(`invalid ${what} ${quote(value)}: [${faults.join(' ')}]`);
  return encodePathSegment(value);
}

/** A path below `proxy`: its own slashes stay, and nothing in it climbs out. */
function encodeSuffix(suffix: string): string {
  const segments = suffix.replace(/^\//, '').split('/');
  if (segments.includes('.') || segments.includes('..'))
    throw new TypeError(`invalid path ${quote(suffix)}: may not contain '.' or '..'`);
  return segments.map(encodePathSegment).join('/');
}

type Query = readonly (readonly [name: string, value: string])[];

/** By name; what stands more than once keeps its order. */
function sorted(query: Query, own: Query): Query {
  return [...query, ...own].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function quote(text: string): string {
  return JSON.stringify(text);
}
