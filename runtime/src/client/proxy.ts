import type { CallOptions, ResourceInfo } from '../meta/index.js';
import { buildRequest, type KubeRequest, type RESTClient } from '../rest/index.js';

/** A request to the server behind a pod, service or node, through the API server. */
export interface ProxyRequest extends CallOptions {
  /**
   * The HTTP method.
   *
   * Default: `GET`
   */
  method?: KubeRequest['method'] | undefined;
  /**
   * The path on the proxied server, unencoded, with or without a leading `/`.
   *
   * Default: the root
   */
  path?: string | undefined;
  /** The query parameters. */
  query?: Readonly<Record<string, string>> | undefined;
  /** Additional headers. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The body. */
  body?: string | Uint8Array | undefined;
}

/** The response of the proxied server. Failures of the API server have the same form. */
export interface ProxyResponse {
  /** The HTTP status code. */
  readonly status: number;
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body. */
  readonly body: Uint8Array;
}

/** The object whose `proxy` subresource receives the request. */
interface ProxyTarget {
  resource: ResourceInfo;
  namespace: string | undefined;
  name: string;
}

/** Sends a request to the server behind an object. */
export async function proxy(rest: RESTClient, target: ProxyTarget, request: ProxyRequest): Promise<ProxyResponse> {
  const { method = 'GET', path, query = {}, headers = {}, body, signal, timeoutMs, onSend } = request;
  const built = buildRequest({
    verb: 'get',
    ...target,
    subresource: 'proxy',
    suffix: path,
    query: Object.entries(query),
    accept: '*/*',
  });
  return rest.raw(
    { ...built, method, headers: { ...built.headers, ...lowerCased(headers) }, ...(body === undefined ? {} : { body }) },
    { signal, timeoutMs, onSend },
  );
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
