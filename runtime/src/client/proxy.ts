import type { CallOptions } from '../meta/index.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';

/** A request to what runs behind a pod, a service or a node, through the API server. */
export interface ProxyRequest extends CallOptions {
  /** Default: `GET`. */
  method?: KubeRequest['method'] | undefined;
  /** The path behind the object, with or without a leading `/`. Sent as it is: encode what needs it. */
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

/** Sends a request on to what is behind `base`, the object's `proxy` subresource. */
export async function proxy(rest: RESTClient, base: KubeRequest, request: ProxyRequest): Promise<ProxyResponse> {
  const { method = 'GET', path = '', query = {}, headers = {}, body, signal, timeoutMs } = request;
  const behind = path.replace(/^\/+/, '');
  if (behind.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw new TypeError(`proxy: the path ${JSON.stringify(path)} leaves the object it belongs to (remove the "." and ".." segments)`);
  }
  return rest.raw(
    {
      method,
      path: behind === '' ? base.path : `${base.path}/${behind}`,
      query: Object.entries(query),
      headers: { accept: '*/*', ...lowerCased(headers) },
      ...(body === undefined ? {} : { body }),
    },
    { signal, timeoutMs },
  );
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
