import type { CallOptions } from '../meta/index.js';
import type {
  KubeRequest,
  KubeResponse,
  RawResponse,
  RESTClient,
  RESTConfig,
  StreamOptions,
  WebSocketConnection,
} from '../rest/index.js';

/** The requested form of a response. Events of a watch always have the form of an object. */
type MetadataForm = 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/**
 * A REST client that requests only metadata. Servers that do not know the form, old ones and some aggregated ones, send complete
 * objects.
 */
export class MetadataRESTClient implements RESTClient {
  readonly #rest: RESTClient;
  readonly #form: MetadataForm;

  constructor(rest: RESTClient, form: MetadataForm) {
    this.#rest = rest;
    this.#form = form;
  }

  /** The config of the underlying client. */
  get config(): RESTConfig {
    return this.#rest.config;
  }

  /** Sends a request for metadata. */
  request<T>(request: KubeRequest, options?: CallOptions): Promise<T> {
    return this.#rest.request<T>(this.#asking(request), options);
  }

  /** Sends a request and returns the body as text. */
  text(request: KubeRequest, options?: CallOptions): Promise<string> {
    return this.#rest.text(this.#asking(request), options);
  }

  /** Sends a request for metadata and returns a stream. */
  stream(request: KubeRequest, options?: StreamOptions): Promise<KubeResponse> {
    return this.#rest.stream(this.#asking(request), options);
  }

  /** Sends a request and returns the response with any status. */
  raw(request: KubeRequest, options?: CallOptions): Promise<RawResponse> {
    return this.#rest.raw(this.#asking(request), options);
  }

  /** Opens a WebSocket. Its messages are not objects, so the request stays as it is. */
  webSocket(request: KubeRequest, protocols: readonly string[], options?: CallOptions): Promise<WebSocketConnection> {
    return this.#rest.webSocket(request, protocols, options);
  }

  /** Closes the underlying client. */
  close(): void {
    this.#rest.close();
  }

  #asking(request: KubeRequest): KubeRequest {
    const isWatch = request.query.some(([name, value]) => name === 'watch' && value === 'true');
    const form = isWatch ? 'PartialObjectMetadata' : this.#form;
    const accept = `application/json;as=${form};g=meta.k8s.io;v=v1,application/json`;
    return { ...request, headers: { ...request.headers, accept } };
  }
}
