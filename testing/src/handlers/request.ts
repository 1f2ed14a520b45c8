import type { JsonObject } from '../json/json.js';

/** A request as a plain value, over HTTP or in process. */
export interface ServerRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The encoded path. Begins with `/` and has no query. */
  readonly path: string;
  /** The query parameters. */
  readonly query: URLSearchParams;
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body. */
  readonly body: Uint8Array;
  /** Fires when the client disconnects. */
  readonly signal: AbortSignal;
}

/** The body of a response. */
export type ServerBody =
  | { readonly type: 'json'; readonly value: JsonObject }
  | { readonly type: 'text'; readonly text: string }
  /** A list that is printed item by item: `head` has no items. */
  | { readonly type: 'list'; readonly head: JsonObject; readonly items: Iterable<JsonObject> }
  /** Open-ended: each string is sent as soon as it is there. It ends with the request's signal at the latest. */
  | { readonly type: 'stream'; readonly chunks: AsyncIterable<string> };

/** A response as a plain value, apart from its streams. */
export interface ServerResponse {
  /** The HTTP status code. */
  readonly status: number;
  /** Headers in addition to content type and length, with names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The body. */
  readonly body: ServerBody;
  /**
   * The content type.
   *
   * Default: `application/json`
   */
  readonly contentType?: string;
}

/** The parts of an API path. */
export interface RequestInfo {
  /** The verb. */
  readonly verb: string;
  /** The API group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The plural. Empty for the path of a group or group version. */
  readonly resource: string;
  /** The subresource, or the empty string. */
  readonly subresource: string;
  /** The path below a subresource, as in `…/proxy/a/b`. */
  readonly rest: readonly string[];
  /** The namespace. Empty for cluster-scoped objects and for lists across namespaces. */
  readonly namespace: string;
  /** The name, or the empty string. */
  readonly name: string;
  /** Whether the path has the old form of a watch. */
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
 * Parses an API path. Returns undefined for other paths.
 *
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
    // A path with a malformed escape names nothing, so the caller treats it as unknown.
    return undefined;
  }
}

/** Whether a query flag is set. As in Go, a flag without a value is set. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0';
}
