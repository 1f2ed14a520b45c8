import type { ListMeta } from './object-meta.js';

/**
 * A response of the server that is not an object: a failure, or a success without an object.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export interface Status {
  /** `v1` */
  apiVersion?: string | undefined;
  /** `Status` */
  kind?: string | undefined;
  /** Metadata of lists. Usually empty. */
  metadata?: ListMeta | undefined;
  /** The HTTP status code. */
  code?: number | undefined;
  /** Details that depend on the reason. */
  details?: StatusDetails | undefined;
  /** A sentence for people. */
  message?: string | undefined;
  /** A CamelCase word for programs: `NotFound`, `Conflict`, `Invalid`, … */
  reason?: string | undefined;
  /** `Success` or `Failure`. */
  status?: string | undefined;
}

/** The details of a `Status`. */
export interface StatusDetails {
  /** The causes of the failure, such as invalid fields. */
  causes?: StatusCause[] | undefined;
  /** The API group of the resource. */
  group?: string | undefined;
  /** The kind of the resource, or for some errors its plural. */
  kind?: string | undefined;
  /** The name of the object. */
  name?: string | undefined;
  /**
   * The time to wait before a retry.
   *
   * Unit: seconds
   */
  retryAfterSeconds?: number | undefined;
  /** The uid of the object. */
  uid?: string | undefined;
}

/** One cause of a failure, such as an invalid field. */
export interface StatusCause {
  /** The path of the field, such as `spec.ports[0].port`. */
  field?: string | undefined;
  /** A sentence for people. */
  message?: string | undefined;
  /** A CamelCase word for programs, such as `FieldValueRequired`. */
  reason?: string | undefined;
}
