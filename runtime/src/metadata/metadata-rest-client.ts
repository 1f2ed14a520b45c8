import type { CallOptions } from '../meta/index.js';
import type { KubeRequest, KubeResponse, RawResponse, RESTClient, RESTConfig, StreamOptions } from '../rest/index.js';

/** In which form answers are asked for; events of a watch are objects in any case. */
type MetadataForm = 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/**
 * A client that asks for metadata alone. A server that knows no such form answers with everything: old ones, and some that are
 * aggregated.
 */
export class MetadataRESTClient implements RESTClient {
  readonly #rest: RESTClient;
  readonly #form: MetadataForm;

  constructor(rest: RESTClient, form: MetadataForm) {
    this.#rest = rest;
    this.#form = form;
  }

  get config(): RESTConfig {
    return this.#rest.config;
  }

  request<T>(request: KubeRequest, options?: CallOptions): Promise<T> {
    return this.#rest.request<T>(this.#asking(request), options);
  }

  text(request: KubeRequest, options?: CallOptions): Promise<string> {
    return this.#rest.text(this.#asking(request), options);
  }

  stream(request: KubeRequest, options?: StreamOptions): Promise<KubeResponse> {
    return this.#rest.stream(this.#asking(request), options);
  }

  raw(request: KubeRequest, options?: CallOptions): Promise<RawResponse> {
    return this.#rest.raw(this.#asking(request), options);
  }

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
