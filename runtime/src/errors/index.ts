/**
 * Errors of requests. `StatusError` is a refusal by the server, with predicates for each reason (`isNotFound`, `isConflict`, …).
 * `ConnectionError` is a request without a complete response. Predicates follow causes, and recognize errors of other copies of
 * this package.
 *
 * The constructors create the errors of an API server, for servers and tests.
 *
 * @packageDocumentation
 */
export {
  ConnectionError,
  isConnectionError,
  isConnectionRefused,
  isConnectionReset,
  isProbableEOF,
  isUnexpectedAnswer,
  newConnectionError,
} from './connection-error.js';
export {
  newAlreadyExists,
  newApplyConflict,
  newBadRequest,
  newConflict,
  newForbidden,
  newGenerateNameConflict,
  newGone,
  newInternalError,
  newInvalid,
  newMethodNotSupported,
  newNotAcceptable,
  newNotFound,
  newRequestEntityTooLarge,
  newResourceExpired,
  newServerTimeout,
  newServiceUnavailable,
  newTimeoutError,
  newTooManyRequests,
  newUnauthorized,
  newUnsupportedMediaType,
} from './constructors.js';
export {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  fieldTooShort,
  fieldTypeInvalid,
} from './field-error.js';
export type { FieldError, FieldErrorType } from './field-error.js';
export {
  hasStatusCause,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotAcceptable,
  isNotFound,
  isRequestEntityTooLarge,
  isResourceExpired,
  isServerTimeout,
  isServiceUnavailable,
  isStoreReadError,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
  isUnexpectedServerError,
  isUnsupportedMediaType,
  reasonForError,
  statusCause,
  suggestsClientDelay,
} from './reasons.js';
export { newGenericServerResponse } from './server-response.js';
export type { FailedResponse, GenericResponse } from './server-response.js';
export { isStatusError, StatusError, statusOf } from './status-error.js';
export type { KnownReason, StatusReason } from './status-error.js';
export { errorFromObject, isUnexpectedObject, UnexpectedObjectError } from './unexpected-object.js';
