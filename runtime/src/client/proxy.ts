import type { CallOptions, ResourceInfo } from '../meta/index.js';
import { buildRequest, type KubeRequest, type RESTClient } from '../rest/index.js';

/** A request to what runs behind a pod, a service or a node, through the API server. */
export interface ProxyRequest extends CallOptions {
  /** Default: `GET`. */
  method?: KubeRequest['method'] | undefined;
  /** The path behind the object, with or without a leading `/`, not yet encoded. Default: its root. */
  path?: string | undefined;
  query?: Readonly<Record<string, string>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | Uint8Array | undefined;
}

/** The answer as the proxied server gave it; a failure of the API server itself arrives in the same form. */
export interface ProxyResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The object whose `proxy` subresource takes the request. */
interface ProxyTarget {
  resource: ResourceInfo;
  namespace: string | undefined;
  name: string;
}

/** Sends a request on to what runs behind the object. */
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
