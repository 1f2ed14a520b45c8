import type { ListMeta } from './object-meta.js';

/**
 * The answer of a server that is not an object: a failure, or a success without one.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export interface Status {
  apiVersion?: string | undefined;
  kind?: string | undefined;
  metadata?: ListMeta | undefined;
  /** The HTTP status code. */
  code?: number | undefined;
  details?: StatusDetails | undefined;
  /** A sentence for people. */
  message?: string | undefined;
  /** A CamelCase word for programs: `NotFound`, `Conflict`, `Invalid`, … */
  reason?: string | undefined;
  status?: string | undefined;
}

/** What a `Status` says beyond its reason. */
export interface StatusDetails {
  causes?: StatusCause[] | undefined;
  group?: string | undefined;
  /** The kind, or for some errors the plural, of the resource concerned. */
  kind?: string | undefined;
  name?: string | undefined;
  /** Seconds to wait before the request is tried again. */
  retryAfterSeconds?: number | undefined;
  uid?: string | undefined;
}

/** One cause of a failure, such as one invalid field. */
export interface StatusCause {
  /** The path of the field, such as `spec.ports[0].port`. */
  field?: string | undefined;
  message?: string | undefined;
  reason?: string | undefined;
}
