/**
 * Predicates for the reason of an error. They accept any thrown value, follow causes, and are false without a `StatusError`. As
 * in client-go, the HTTP code counts if a status has no reason of Kubernetes.
 */

import type { StatusCause } from '../meta/index.js';
import { type KnownReason, statusOf, type StatusReason } from './status-error.js';

const knownReasons: ReadonlySet<string> = /* @__PURE__ */ new Set<KnownReason>([
  'AlreadyExists',
  'BadRequest',
  'Conflict',
  'Expired',
  'Forbidden',
  'Gone',
  'InternalError',
  'Invalid',
  'MethodNotAllowed',
  'NotAcceptable',
  'NotFound',
  'RequestEntityTooLarge',
  'ServerTimeout',
  'ServiceUnavailable',
  'StorageReadError',
  'Timeout',
  'TooManyRequests',
  'Unauthorized',
  'UnsupportedMediaType',
]);

function hasReason(error: unknown, reason: KnownReason): boolean {
  return statusOf(error)?.reason === reason;
}

function hasReasonOrCode(error: unknown, reason: KnownReason, code: number): boolean {
  const status = statusOf(error);
  if (status === undefined) return false;
  return status.reason === reason || (status.code === code && !knownReasons.has(status.reason ?? ''));
}

/** Returns the reason of an error, or the empty string. */
export function reasonForError(error: unknown): StatusReason {
  return statusOf(error)?.reason ?? '';
}

/** Whether the object or resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return hasReasonOrCode(error, 'NotFound', 404);
}

/** Whether an object of this name exists. */
export function isAlreadyExists(error: unknown): boolean {
  return hasReason(error, 'AlreadyExists');
}

/** Whether the object has changed since it was read, or another manager owns an applied field. */
export function isConflict(error: unknown): boolean {
  return hasReasonOrCode(error, 'Conflict', 409);
}

/** Whether the object fails validation. The causes name the fields. */
export function isInvalid(error: unknown): boolean {
  return hasReasonOrCode(error, 'Invalid', 422);
}

/** Whether the requested state is gone. An expired version is `isResourceExpired`. */
export function isGone(error: unknown): boolean {
  return hasReasonOrCode(error, 'Gone', 410);
}

/** Whether the version or continue token is too old, so that the caller must list again. */
export function isResourceExpired(error: unknown): boolean {
  return hasReason(error, 'Expired');
}

/** Whether the server supports none of the accepted media types (406). */
export function isNotAcceptable(error: unknown): boolean {
  return hasReasonOrCode(error, 'NotAcceptable', 406);
}

/** Whether the server does not support the media type of the body (415). */
export function isUnsupportedMediaType(error: unknown): boolean {
  return hasReasonOrCode(error, 'UnsupportedMediaType', 415);
}

/** Whether the resource does not support the verb. */
export function isMethodNotSupported(error: unknown): boolean {
  return hasReasonOrCode(error, 'MethodNotAllowed', 405);
}

/** Whether the server, or a server behind it, is unavailable (503). */
export function isServiceUnavailable(error: unknown): boolean {
  return hasReasonOrCode(error, 'ServiceUnavailable', 503);
}

/** Whether the request is malformed (400). */
export function isBadRequest(error: unknown): boolean {
  return hasReasonOrCode(error, 'BadRequest', 400);
}

/** Whether credentials are missing or invalid. */
export function isUnauthorized(error: unknown): boolean {
  return hasReasonOrCode(error, 'Unauthorized', 401);
}

/** Whether the credentials do not allow the request. */
export function isForbidden(error: unknown): boolean {
  return hasReasonOrCode(error, 'Forbidden', 403);
}

/** Whether the request took too long. The server may have executed it. */
export function isTimeout(error: unknown): boolean {
  return hasReasonOrCode(error, 'Timeout', 504);
}

/** Whether the server could not execute the request in time and asks for a retry. */
export function isServerTimeout(error: unknown): boolean {
  return hasReason(error, 'ServerTimeout');
}

/** Whether the server failed (500). */
export function isInternalError(error: unknown): boolean {
  return hasReasonOrCode(error, 'InternalError', 500);
}

/** Whether the server cannot handle the request now (429). As in client-go, any reason counts with this code. */
export function isTooManyRequests(error: unknown): boolean {
  return hasReason(error, 'TooManyRequests') || statusOf(error)?.code === 429;
}

/** Whether the body is too large (413). As in client-go, any reason counts with this code. */
export function isRequestEntityTooLarge(error: unknown): boolean {
  return hasReason(error, 'RequestEntityTooLarge') || statusOf(error)?.code === 413;
}

/** Whether the server could not read or decode the stored object. */
export function isStoreReadError(error: unknown): boolean {
  return hasReason(error, 'StorageReadError');
}

/** Whether the response did not come from the API. A proxy may have sent it. */
export function isUnexpectedServerError(error: unknown): boolean {
  return hasStatusCause(error, 'UnexpectedServerResponse');
}

/** Whether the details of an error have a cause of this type, such as `FieldValueInvalid` or `ResourceVersionTooLarge`. */
export function hasStatusCause(error: unknown, reason: string): boolean {
  return statusCause(error, reason) !== undefined;
}

/** Returns the first cause of this type in the details of an error. */
export function statusCause(error: unknown, reason: string): StatusCause | undefined {
  return statusOf(error)?.details?.causes?.find((cause) => cause.reason === reason);
}

/**
 * Returns the delay that the server requests before a retry, or undefined if it requests none. 0 is a valid request: a
 * `ServerTimeout` without a time asks for a retry at once.
 *
 * Unit: seconds
 */
export function suggestsClientDelay(error: unknown): number | undefined {
  const status = statusOf(error);
  if (status?.details === undefined) return undefined;
  const seconds = status.details.retryAfterSeconds ?? 0;
  return seconds > 0 || status.reason === 'ServerTimeout' ? seconds : undefined;
}

/** The default of `RESTConfig.maxRetryAfterMs`. Unit: milliseconds. */
export const longestRetryAfterMs = 300_000;

/** Waits that are longer are logged as warnings: a program that seems to hang says why. Unit: milliseconds. */
export const longestQuietDelayMs = 5_000;

/** Returns the delay that the server suggests with an error, `maxMs` at most; 0 if it suggests none. Unit: milliseconds. */
export function suggestedDelayMs(error: unknown, maxMs: number = longestRetryAfterMs): number {
  return Math.min((suggestsClientDelay(error) ?? 0) * 1_000, maxMs);
}
