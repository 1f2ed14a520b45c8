import type { Status, StatusDetails } from '../meta/index.js';
import { findError, newBrand, type Brand } from '../util/errors.js';

/**
 * The reason of a refusal, as a word for programs. The empty string if the server gave none.
 *
 * Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/types.go (StatusReason)
 */
export type StatusReason = KnownReason | '' | (string & {});

/** The reasons that Kubernetes itself uses. */
export type KnownReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'Gone'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'NotFound'
  | 'RequestEntityTooLarge'
  | 'ServerTimeout'
  | 'ServiceUnavailable'
  | 'StorageReadError'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

const brand: Brand<StatusError> = /* @__PURE__ */ newBrand('StatusError');

/**
 * A refusal by the server, with the server's message. `isNotFound` and similar predicates distinguish reasons, also if the error
 * is the `cause` of another. `instanceof` works across copies of this package.
 *
 * @example
 * ```ts
 * import { isNotFound } from 'kube-client-runtime';
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * const cluster = await redis.get('cache').catch((error: unknown) => {
 *   if (isNotFound(error)) return undefined;
 *   throw error;
 * });
 * cluster; // => undefined
 * ```
 */
export class StatusError extends Error {
  /** The complete `Status` of the server. */
  readonly status: Status;

  constructor(status: Status, options?: { readonly cause?: unknown }) {
    super(status.message || status.reason || `the server responded with the status code ${status.code ?? 0}`, options);
    brand.mark(this);
    this.name = 'StatusError';
    this.status = status;
  }

  /** The HTTP status code, or 0 if the server gave none. */
  get code(): number {
    return this.status.code ?? 0;
  }

  /** The reason, or the empty string. */
  get reason(): StatusReason {
    return this.status.reason ?? '';
  }

  /** The details, such as the name of the object and the causes. */
  get details(): StatusDetails | undefined {
    return this.status.details;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // The prototype chain recognizes a subclass.
    if (!isBase(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isStatusError(value);
  }
}

/** A bundler renames a class that names itself, and `console.log` would then call its errors `_StatusError`. So the name is here. */
function isBase(constructor: unknown): boolean {
  return constructor === StatusError;
}

/** Whether a value is a `StatusError` of any copy of this package. False for errors that have one as their cause. */
export function isStatusError(value: unknown): value is StatusError {
  return brand.has(value) && 'status' in value;
}

/**
 * Returns the status of an error: its own, or that of the first StatusError among its causes and the errors of an
 * `AggregateError`. Returns undefined without a StatusError.
 */
export function statusOf(error: unknown): Status | undefined {
  return findError(error, isStatusError)?.status;
}
