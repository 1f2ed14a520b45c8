/**
 * The HTTP client of a Kubernetes API server: authentication, TLS, proxies, retries, rate limits, warnings and metrics.
 *
 * Start with `RESTConfig`, which `loadConfig` creates and `createRESTClient` takes. `RESTClient` sends requests that are plain
 * values, and knows no resources: generated clients and the dynamic client build their requests with `buildRequest`. `Transport`
 * and `Middleware` replace or wrap the HTTP layer.
 *
 * @packageDocumentation
 */
export type {
  AuthProvider,
  ClientCertificate,
  Credentials,
  ExecConfig,
  OIDCConfig,
  OIDCTokens,
  OIDCTokenStore,
} from './auth/auth-provider.js';
export { buildRequest } from './request/build-request.js';
export type { PatchRequestOptions, RequestInput, RequestTarget } from './request/build-request.js';
export type { RawResponse, RESTClient, StreamOptions } from './client.js';
export type { ImpersonationConfig, RESTConfig, TLSClientConfig } from './config.js';
export type { RESTMetrics } from './metrics.js';
export { createRESTClient } from './rest-client.js';
export type { RESTClientDependencies } from './rest-client.js';
export { encodePathSegment, encodeQuery } from './request/urls.js';
export type { KubeRequest, KubeResponse, Middleware, Transport, WebSocketConnection } from './transport.js';
export { logWarnings } from './warnings.js';
export type { WarningHandler, WarningHeader } from './warnings.js';
