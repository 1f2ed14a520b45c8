import type { StatusCause } from '../meta/index.js';
import { statusOf } from './status-error.js';
import type { KnownReason, StatusReason } from './status-error.js';

/**
 * What an error says about a request. Every predicate takes anything that was thrown, follows causes, and is false for what holds no
 * `StatusError`. Where a status has no reason of Kubernetes, its HTTP code counts, as in client-go.
 */

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

/** The reason of an error, the empty string where it has none. */
export function reasonForError(error: unknown): StatusReason {
  return statusOf(error)?.reason ?? '';
}

/** The object, or the resource, does not exist. */
export function isNotFound(error: unknown): boolean {
  return hasReasonOrCode(error, 'NotFound', 404);
}

/** An object of this name exists. */
export function isAlreadyExists(error: unknown): boolean {
  return hasReason(error, 'AlreadyExists');
}

/** The object has changed since it was read, or another manager owns an applied field. */
export function isConflict(error: unknown): boolean {
  return hasReasonOrCode(error, 'Conflict', 409);
}

/** The object does not pass validation; the causes name the fields. */
export function isInvalid(error: unknown): boolean {
  return hasReasonOrCode(error, 'Invalid', 422);
}

/** What was asked for is not there any more. An expired version is `isResourceExpired`. */
export function isGone(error: unknown): boolean {
  return hasReasonOrCode(error, 'Gone', 410);
}

/** The version or the continue token is too old: list anew. */
export function isResourceExpired(error: unknown): boolean {
  return hasReason(error, 'Expired');
}

/** 406: none of the media types that were asked for can be given. */
export function isNotAcceptable(error: unknown): boolean {
  return hasReasonOrCode(error, 'NotAcceptable', 406);
}

/** 415: the body is of a media type that is not taken. */
export function isUnsupportedMediaType(error: unknown): boolean {
  return hasReasonOrCode(error, 'UnsupportedMediaType', 415);
}

/** The resource does not have this verb. */
export function isMethodNotSupported(error: unknown): boolean {
  return hasReasonOrCode(error, 'MethodNotAllowed', 405);
}

/** 503: the server, or one behind it, is not there for now. */
export function isServiceUnavailable(error: unknown): boolean {
  return hasReasonOrCode(error, 'ServiceUnavailable', 503);
}

/** 400: the request cannot be understood. */
export function isBadRequest(error: unknown): boolean {
  return hasReasonOrCode(error, 'BadRequest', 400);
}

/** The credentials are missing or not accepted. */
export function isUnauthorized(error: unknown): boolean {
  return hasReasonOrCode(error, 'Unauthorized', 401);
}

/** The credentials do not allow this. */
export function isForbidden(error: unknown): boolean {
  return hasReasonOrCode(error, 'Forbidden', 403);
}

/** The request took too long; it may have been done all the same. */
export function isTimeout(error: unknown): boolean {
  return hasReasonOrCode(error, 'Timeout', 504);
}

/** The server could not do it at this time and asks to be tried again. */
export function isServerTimeout(error: unknown): boolean {
  return hasReason(error, 'ServerTimeout');
}

/** 500: the server failed. */
export function isInternalError(error: unknown): boolean {
  return hasReasonOrCode(error, 'InternalError', 500);
}

/** Whatever reason comes with the code 429, as in client-go. */
export function isTooManyRequests(error: unknown): boolean {
  return hasReason(error, 'TooManyRequests') || statusOf(error)?.code === 429;
}

/** Whatever reason comes with the code 413, as in client-go. */
export function isRequestEntityTooLarge(error: unknown): boolean {
  return hasReason(error, 'RequestEntityTooLarge') || statusOf(error)?.code === 413;
}

/** The server could not read or decode the object in its store. */
export function isStoreReadError(error: unknown): boolean {
  return hasReason(error, 'StorageReadError');
}

/** The answer was not one of the API: something between, such as a proxy, may have given it. */
export function isUnexpectedServerError(error: unknown): boolean {
  return hasStatusCause(error, 'UnexpectedServerResponse');
}

/** Whether the details of an error have a cause of this kind, such as `FieldValueInvalid` or `ResourceVersionTooLarge`. */
export function hasStatusCause(error: unknown, reason: string): boolean {
  return statusCause(error, reason) !== undefined;
}

/** The first cause of this kind in the details of an error. */
export function statusCause(error: unknown, reason: string): StatusCause | undefined {
  return statusOf(error)?.details?.causes?.find((cause) => cause.reason === reason);
}

/**
 * The seconds that the server asks to wait before another try, or undefined where it asks for no wait. 0 is an answer too: a
 * `ServerTimeout` asks to be tried again, at once where it names no time. Whether to try again at all is another question.
 */
export function suggestsClientDelay(error: unknown): number | undefined {
  const status = statusOf(error);
  if (status?.details === undefined) return undefined;
  const seconds = status.details.retryAfterSeconds ?? 0;
  return seconds > 0 || status.reason === 'ServerTimeout' ? seconds : undefined;
}
