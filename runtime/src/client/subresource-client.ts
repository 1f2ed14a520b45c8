import type {
  ApplyOptions,
  CallOptions,
  CreateOptions,
  GetOptions,
  PatchOptions,
  Resource,
  TypeMeta,
  UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import { buildRequest, type RESTClient } from '../rest/index.js';
import { proxy, type ProxyRequest, type ProxyResponse } from './proxy.js';

/**
 * Requests to the subresources of one resource. `R` is what the API says that the subresource answers; the typed clients that are
 * generated over this name it.
 */
export interface SubresourceClient {
  get<R>(subresource: string, name: string, options?: GetOptions): Promise<R>;
  create<R>(subresource: string, name: string, body: object, options?: CreateOptions): Promise<R>;
  update<R>(subresource: string, name: string, body: object, options?: UpdateOptions): Promise<R>;
  patch<R>(subresource: string, name: string, patch: Patch<R>, options?: PatchOptions): Promise<R>;
  apply<R>(subresource: string, name: string, configuration: object, options: ApplyOptions): Promise<R>;
  delete<R>(subresource: string, name: string, options?: CallOptions): Promise<R>;
  /** An answer that is text, such as a log. */
  text(subresource: string, name: string, options?: CallOptions & object): Promise<string>;
  /** One HTTP request to what runs behind the object. */
  proxy(name: string, request?: ProxyRequest): Promise<ProxyResponse>;
}

/** A client of the subresources of one resource; `namespace` is absent for those of the cluster. */
export function subresourceClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): SubresourceClient {
  return {
    get: async <R>(subresource: string, name: string, options: GetOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'get', resource, namespace, name, subresource, options }), options),
    create: async <R>(subresource: string, name: string, body: object, options: CreateOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'create', resource, namespace, name, subresource, body, options }), options),
    update: async <R>(subresource: string, name: string, body: object, options: UpdateOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'update', resource, namespace, name, subresource, body, options }), options),
    patch: async <R>(subresource: string, name: string, patch: Patch<R>, options: PatchOptions = {}) =>
      rest.request<R>(
        buildRequest({
          verb: 'patch',
          resource,
          namespace,
          name,
          subresource,
          contentType: patch.type,
          body: patch.body,
          options,
        }),
        options,
      ),
    apply: async <R>(subresource: string, name: string, configuration: object, options: ApplyOptions) =>
      rest.request<R>(
        buildRequest({ verb: 'apply', resource, namespace, name, subresource, body: configuration, options }),
        options,
      ),
    delete: async <R>(subresource: string, name: string, options: CallOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'delete', resource, namespace, name, subresource, options }), options),
    text: async (subresource, name, options = {}) => {
      const { signal, timeoutMs, onSend, ...parameters } = options;
      const request = buildRequest({
        verb: 'get',
        resource,
        namespace,
        name,
        subresource,
        query: queryOf(parameters),
        accept: '*/*',
      });
      return rest.text(request, { signal, timeoutMs, onSend });
    },
    proxy: async (name, request = {}) => proxy(rest, { resource, namespace, name }, request),
  };
}

/** Query parameters as they are sent; what is absent is left out. */
function queryOf(parameters: object): [name: string, value: string][] {
  return Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
