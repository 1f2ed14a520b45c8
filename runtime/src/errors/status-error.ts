import type { Status, StatusDetails } from '../meta/index.js';

/**
 * Why a server refused, as a word for programs. The empty string is a server that gave none.
 * Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/types.go (StatusReason)
 */
export type StatusReason = KnownReason | '' | (string & {});

/** The reasons that Kubernetes itself gives. */
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

/** Known to every copy of the package, so that an error of one is recognised by another. */
const marker = Symbol.for('kube-client-runtime.StatusError');

/**
 * A server's refusal. Its message is the server's own; `isNotFound` and its like tell reasons apart, also where the error is the
 * `cause` of another. `instanceof` recognises it across copies of the package.
 */
export class StatusError extends Error {
  /** What the server sent, whole. */
  readonly status: Status;

  constructor(status: Status, options?: { readonly cause?: unknown }) {
    super(status.message || status.reason || `the server responded with the status code ${status.code ?? 0}`, options);
    Object.defineProperty(this, marker, { value: true });
    this.name = 'StatusError';
    this.status = status;
  }

  /** The HTTP status code, 0 where the server gave none. */
  get code(): number {
    return this.status.code ?? 0;
  }

  get reason(): StatusReason {
    return this.status.reason ?? '';
  }

  get details(): StatusDetails | undefined {
    return this.status.details;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass is recognised in the ordinary way.
    if (this !== StatusError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isStatusError(value);
  }
}

/** Whether a value is itself a `StatusError`, of any copy of the package. Errors that have one as their cause are not. */
export function isStatusError(value: unknown): value is StatusError {
  return typeof value === 'object' && value !== null && marker in value && 'status' in value;
}

/**
 * The status of an error: its own where it is a `StatusError`, else that of the first one among its causes (`cause`, and the errors
 * of an `AggregateError`), else undefined.
 */
export function statusOf(error: unknown): Status | undefined {
  return findError(error, isStatusError)?.status;
}

/** The first error that `matches`, among an error, its causes and the errors that it gathers, depth first. Cycles are no trap. */
export function findError<T>(error: unknown, matches: (value: unknown) => value is T): T | undefined {
  const seen = new Set<unknown>();
  const visit = (value: unknown): T | undefined => {
    if (matches(value)) return value;
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
    seen.add(value);
    if ('cause' in value) {
      const found = visit(value.cause);
      if (found !== undefined) return found;
    }
    if ('errors' in value && Array.isArray(value.errors)) {
      for (const inner of value.errors) {
        const found = visit(inner);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return visit(error);
}
