import type { JsonObject } from '../json/json.js';

/** A request as a plain value, however it came. */
export interface ServerRequest {
  readonly method: string;
  /** Encoded, beginning with `/`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
}

/** The body of an answer. */
export type ServerBody =
  | { readonly type: 'json'; readonly value: JsonObject }
  | { readonly type: 'text'; readonly text: string }
  /** A list that is printed item by item: `head` has no items. */
  | { readonly type: 'list'; readonly head: JsonObject; readonly items: Iterable<JsonObject> }
  /** Open-ended: each string is sent as soon as it is there. It ends with the request's signal at the latest. */
  | { readonly type: 'stream'; readonly chunks: AsyncIterable<string> };

/** An answer as a plain value, but for the streams in it. */
export interface ServerResponse {
  readonly status: number;
  /** Names in lower case, beside content type and length. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: ServerBody;
  /** Default: `application/json`. */
  readonly contentType?: string;
}

/** What a path asks for. */
export interface RequestInfo {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** The plural. Empty where a group or a group version itself is asked for. */
  readonly resource: string;
  readonly subresource: string;
  /** What stands behind a subresource, as in `…/proxy/a/b`. */
  readonly rest: readonly string[];
  /** Empty for objects of the whole cluster, and for lists over all namespaces. */
  readonly namespace: string;
  readonly name: string;
  readonly watchPath: boolean;
}

const namespaceSubresources = new Set(['status', 'finalize']);

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * Reads an API path, or answers undefined where the path is none of the API's.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function parsePath(method: string, path: string, query: URLSearchParams): RequestInfo | undefined {
  const segments = decodeSegments(path);
  if (segments === undefined) return undefined;
  const legacy = segments[0] === 'api';
  if (!legacy && segments[0] !== 'apis') return undefined;
  const group = legacy ? '' : segments[1];
  const version = legacy ? segments[1] : segments[2];
  if (group === undefined || version === undefined) return undefined;
  let rest = segments.slice(legacy ? 2 : 3);
  const watchPath = rest[0] === 'watch';
  if (watchPath) rest = rest.slice(1);
  let namespace = '';
  const [first, second, third = ''] = rest;
  if (first === 'namespaces' && second !== undefined) {
    if (third !== '' && !namespaceSubresources.has(third)) {
      namespace = second;
      rest = rest.slice(2);
    }
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  let verb = verbs[method] ?? '';
  if (name === '' && verb === 'get') verb = isTrue(query.get('watch')) ? 'watch' : 'list';
  if (name === '' && verb === 'delete') verb = 'deletecollection';
  if (watchPath) verb = 'watch';
  return { verb, group, version, resource, subresource, rest: more, namespace, name, watchPath };
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    // A path with a broken escape names nothing; the caller answers as to any unknown path.
    return undefined;
  }
}

/** A flag of a query, as Go reads one: present without a value counts as set. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0';
}
