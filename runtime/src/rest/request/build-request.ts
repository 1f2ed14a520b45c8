import type {
  ApplyOptions,
  CreateOptions,
  DeleteCollectionOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  PatchOptions,
  PatchType,
  ResourceInfo,
  UpdateOptions,
  WatchOptions,
} from '../../meta/index.js';
import type { KubeRequest } from '../transport.js';
import { encodeBody } from './encode-body.js';
import { deleteBody, deleteCollectionQuery, getQuery, listQuery, watchQuery, writeQuery } from './query-options.js';
import { encodePathSegment, pathSegmentFaults } from './urls.js';

/** The target of a request: a resource, a namespace and a subresource. */
export interface RequestTarget {
  /** The resource. */
  resource: Pick<ResourceInfo, 'group' | 'version' | 'plural' | 'namespaced'>;
  /** The namespace. Absent for cluster-scoped resources, and for `list` and `watch` of all namespaces. */
  namespace?: string | undefined;
  /** The subresource. It may have several segments (`vnc/screenshot`), each of which is encoded. */
  subresource?: string | undefined;
  /** The path after a subresource that forwards requests, such as `proxy`. Each segment is encoded. */
  suffix?: string | undefined;
  /** The parameters of a subresource, such as `container` and `follow`. */
  query?: readonly (readonly [name: string, value: string])[] | undefined;
  /**
   * The `Accept` header.
   *
   * Default: `application/json`
   */
  accept?: string | undefined;
  /**
   * Whether to omit the body and the content type of a `create` or an `update`.
   *
   * Default: false
   */
  withoutBody?: boolean | undefined;
  /**
   * Whether the response is a stream without an end. A `watch` always is.
   *
   * Default: false
   */
  streaming?: boolean | undefined;
}

/** A request with a verb of the API. A `body` of type `Uint8Array` is sent unchanged, and any other body as JSON. */
export type RequestInput = RequestTarget &
  (
    | { verb: 'get'; name: string; options?: GetOptions | undefined }
    | { verb: 'list'; options?: ListOptions | undefined }
    | { verb: 'watch'; options?: WatchOptions | undefined }
    | { verb: 'create'; name?: string | undefined; body: unknown; options?: CreateOptions | undefined }
    | { verb: 'update'; name: string; body: unknown; options?: UpdateOptions | undefined }
    | { verb: 'patch'; name: string; contentType: PatchType; body: unknown; options?: PatchRequestOptions | undefined }
    | { verb: 'apply'; name: string; body: unknown; options: ApplyOptions }
    | { verb: 'delete'; name: string; options?: DeleteOptions | undefined }
    | { verb: 'deletecollection'; options?: DeleteCollectionOptions | undefined }
  );

/** Options of a patch. `force` applies only to apply patches. */
export type PatchRequestOptions = PatchOptions & { force?: boolean | undefined };

/**
 * Builds a request without I/O. The URL equals client-go's, with the query parameters sorted by name.
 *
 * Throws a `TypeError` for input that could reach another resource:
 *
 * - a name that is empty or is not one segment of a path
 * - a missing namespace
 * - a selector of a `deletecollection` that is present but undefined
 *
 * Throws a `RangeError` for a body with a number that JSON or JavaScript cannot represent.
 */
export function buildRequest(input: RequestInput): KubeRequest {
  const path = resourcePath(input);
  const query = input.query ?? [];
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
      return { method: 'GET', query: sorted(getQuery(input.options ?? {}), query), ...read };
    case 'list':
      return { method: 'GET', query: sorted(listQuery(input.options ?? {}), query), ...read };
    case 'watch':
      return { method: 'GET', query: sorted(watchQuery(input.options ?? {}), query), ...read };
    case 'create':
      return { method: 'POST', query: sorted(writeQuery(input.options ?? {}), query), ...write(input.body) };
    case 'update':
      return { method: 'PUT', query: sorted(writeQuery(input.options ?? {}), query), ...write(input.body) };
    case 'patch':
      return { method: 'PATCH', query: sorted(writeQuery(input.options ?? {}), query), ...write(input.body, input.contentType) };
    case 'apply':
      return {
        method: 'PATCH',
        query: sorted(writeQuery(input.options), query),
        ...write(input.body, 'application/apply-patch+yaml'),
      };
    case 'delete':
      return { query: sorted([], query), ...remove(input.options ?? {}) };
    case 'deletecollection':
      return { query: sorted(deleteCollectionQuery(input.options ?? {}), query), ...remove(input.options ?? {}) };
  }
}

/** Returns `/api/v1/namespaces/<namespace>/<plural>/<name>/<subresource>`, or `/apis/<group>/…`, encoded. */
function resourcePath(input: RequestInput): string {
  const { group, version, plural, namespaced } = input.resource;
  const name = 'name' in input ? input.name : undefined;
  const segments = group === '' ? ['api'] : ['apis', segment('group', group)];
  segments.push(segment('version', version));
  if (input.namespace !== undefined) {
    if (!namespaced) throw new TypeError(`${plural} are cluster-scoped: omit the namespace ${quote(input.namespace)}`);
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

/** Whether the request requires a name. Untyped callers may omit it. */
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

/** Encodes the path after `proxy`. Keeps its slashes. Throws a `TypeError` if it contains `.` or `..`. */
function encodeSuffix(suffix: string): string {
  const segments = suffix.replace(/^\//, '').split('/');
  if (segments.includes('.') || segments.includes('..'))
    throw new TypeError(`invalid path ${quote(suffix)}: may not contain '.' or '..'`);
  return segments.map(encodePathSegment).join('/');
}

type Query = readonly (readonly [name: string, value: string])[];

/** Returns the parameters sorted by name. Repeated names keep their order. */
function sorted(query: Query, extra: Query): Query {
  return [...query, ...extra].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function quote(text: string): string {
  return JSON.stringify(text);
}
