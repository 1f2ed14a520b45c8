import type {
  ApplyConfiguration,
  ApplyOptions,
  CallOptions,
  ClusterResource,
  CreateOptions,
  GetOptions,
  NamespacedResource,
  PatchOptions,
  Resource,
  ResourceInfo,
  TypeMeta,
  UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import { buildRequest, type KubeRequest, type RESTClient } from '../rest/index.js';
import type { AttachOptions, ExecOptions, ExecResult, PortForward, PortForwardOptions } from '../streams/index.js';
import { newLogRequest, type LogRequest } from './log-request.js';
import { objectName, withType } from './object-identity.js';
import type { Scale, ScaleClient, StatusClient } from './types.js';

/**
 * Requests to the subresources of one resource. `R` is what the API says that the subresource answers; the typed clients that are
 * generated over this name it.
 */
export interface SubresourceClient {
  /** Reads a subresource. */
  get<R>(subresource: string, name: string, options?: GetOptions): Promise<R>;
  /** Sends any JSON value, or no body if it is undefined. */
  create<R>(subresource: string, name: string, body: unknown, options?: CreateOptions): Promise<R>;
  /** Sends any JSON value, or no body if it is undefined. */
  update<R>(subresource: string, name: string, body: unknown, options?: UpdateOptions): Promise<R>;
  /** Patches a subresource. */
  patch<R>(subresource: string, name: string, patch: Patch<R>, options?: PatchOptions): Promise<R>;
  /** Applies a configuration to a subresource. */
  apply<R>(subresource: string, name: string, configuration: object, options: ApplyOptions): Promise<R>;
  /** Deletes a subresource. */
  delete<R>(subresource: string, name: string, options?: CallOptions): Promise<R>;
  /** Reads a subresource that is a log. `follow: true` keeps it open. */
  log(subresource: string, name: string, options?: CallOptions & object): LogRequest;
  /** Runs a command in a container of the object. */
  exec(name: string, options: ExecOptions): Promise<ExecResult>;
  /** Attaches to the main process of a container of the object. */
  attach(name: string, options?: AttachOptions): Promise<ExecResult>;
  /** Opens connections to ports of the object. */
  portForward(name: string, options?: PortForwardOptions): Promise<PortForward>;
  /** Reads a subresource whose response is text. */
  text(subresource: string, name: string, options?: CallOptions & object): Promise<string>;
  /** Sends any JSON value, or no body if it is undefined. Returns an answer that is text, or empty, unparsed. */
  sendText(verb: 'create' | 'update', subresource: string, name: string, body: unknown, options?: CreateOptions): Promise<string>;
  /** Patches a subresource whose answer is text, or empty. Returns the answer unparsed. */
  patchText(subresource: string, name: string, patch: Patch, options?: PatchOptions): Promise<string>;
  /** Deletes a subresource whose answer is text, or empty. Returns the answer unparsed. */
  deleteText(subresource: string, name: string, options?: CallOptions): Promise<string>;
  /** Sends one HTTP request to the server behind the object. */
  proxy(name: string, request?: ProxyRequest): Promise<ProxyResponse>;
}

/** Creates a client of the subresources of one resource. `namespace` is absent for cluster-scoped resources. */
export function subresourceClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): SubresourceClient {
  const target = { resource, namespace };
  const readText = (subresource: string, name: string, parameters: object) =>
    buildRequest({ verb: 'get', ...target, name, subresource, query: queryOf(parameters), accept: '*/*' });
  const write = (subresource: string, name: string, body: unknown) =>
    ({ ...target, subresource, name, body, withoutBody: body === undefined }) as const;
  return {
    get: async <R>(subresource: string, name: string, options: GetOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'get', resource, namespace, name, subresource, options }), options),
    create: async <R>(subresource: string, name: string, body: unknown, options: CreateOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'create', ...write(subresource, name, body), options }), options),
    update: async <R>(subresource: string, name: string, body: unknown, options: UpdateOptions = {}) =>
      rest.request<R>(buildRequest({ verb: 'update', ...write(subresource, name, body), options }), options),
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
      return rest.text(readText(subresource, name, parameters), { signal, timeoutMs, onSend });
    },
    log: (subresource, name, options = {}) => {
      const { signal, timeoutMs, onSend, ...parameters } = options;
      const streaming = 'follow' in parameters && parameters.follow === true;
      return newLogRequest(rest, { ...readText(subresource, name, parameters), streaming }, { signal, timeoutMs, onSend });
    },
    // Loaded on first use: most programs open no stream.
    exec: async (name, options) => (await import('../streams/index.js')).exec(rest, { resource, namespace, name }, options),
    attach: async (name, options) => (await import('../streams/index.js')).attach(rest, { resource, namespace, name }, options),
    portForward: async (name, options) =>
      (await import('../streams/index.js')).portForward(rest, { resource, namespace, name }, options),
    sendText: async (verb, subresource, name, body, options = {}) =>
      rest.text(buildRequest({ verb, ...write(subresource, name, body), accept: '*/*', options }), options),
    patchText: async (subresource, name, { type: contentType, body }, options = {}) =>
      rest.text(
        buildRequest({ verb: 'patch', ...target, name, subresource, contentType, body, accept: '*/*', options }),
        options,
      ),
    deleteText: async (subresource, name, options = {}) =>
      rest.text(buildRequest({ verb: 'delete', ...target, name, subresource, accept: '*/*', options }), options),
    proxy: async (name, request = {}) => proxy(rest, { resource, namespace, name }, request),
  };
}

/** Returns the query parameters of options. Absent options are omitted. */
function queryOf(parameters: object): [name: string, value: string][] {
  return Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

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

/** Creates a client of the `status` subresource, in one namespace for namespaced resources. */
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A>,
  namespace: string,
): StatusClient<T, A>;
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: ClusterResource<T, L, A>,
): StatusClient<T, A>;
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): StatusClient<T, A> {
  const subresource = subresourceClient(rest, resource, namespace);
  return {
    getStatus: (name, options) => subresource.get<T>('status', name, options),
    updateStatus: async (object, options) =>
      subresource.update<T>('status', objectName(resource, 'update', object), withType(resource, object), options),
    patchStatus: (name, patch, options) => subresource.patch<T>('status', name, patch, options),
    applyStatus: async (configuration, options) =>
      subresource.apply<T>('status', objectName(resource, 'apply', configuration), configuration, options),
  };
}

/** Creates a client of the `scale` subresource, in one namespace for namespaced resources. */
export function scaleClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A>,
  namespace: string,
): ScaleClient;
export function scaleClient<T extends TypeMeta, L, A>(rest: RESTClient, resource: ClusterResource<T, L, A>): ScaleClient;
export function scaleClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): ScaleClient {
  const subresource = subresourceClient(rest, resource, namespace);
  return {
    getScale: (name, options) => subresource.get<Scale>('scale', name, options),
    updateScale: (name, scale, options) => subresource.update<Scale>('scale', name, scale, options),
    patchScale: (name, patch, options) => subresource.patch<Scale>('scale', name, patch, options),
    applyScale: (name, configuration, options) => subresource.apply<Scale>('scale', name, configuration, options),
  };
}
