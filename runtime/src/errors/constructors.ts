/**
 * Constructors of the API server's errors, with its messages, codes and details, for servers and tests. A `reason` or an `error`
 * is the end of the message.
 */

import type { GroupResource, Status, StatusCause, StatusDetails } from '../meta/index.js';
import { type GroupKind, groupKindString, groupResourceString } from '../meta/resource.js';
import { goQuote } from '../util/index.js';
import { aggregateMessage, fieldErrorBody, fieldErrorString } from './field-error.js';
import type { FieldError } from './field-error.js';
import { StatusError } from './status-error.js';
import type { KnownReason } from './status-error.js';

/** The server's message for an object that has changed since it was read. */
export const optimisticLockMessage: string =
  'the object has been modified; please apply your changes to the latest version and try again';

interface Failure {
  readonly code: number;
  readonly reason: KnownReason;
  readonly message: string;
  readonly details?: StatusDetails;
}

function failure({ code, reason, message, details }: Failure): StatusError {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason };
  if (details !== undefined) status.details = details;
  status.code = code;
  return new StatusError(status);
}

/** Returns the details without empty values, as the server does. */
function details(of: StatusDetails): StatusDetails {
  return {
    ...(of.name ? { name: of.name } : {}),
    ...(of.group ? { group: of.group } : {}),
    ...(of.kind ? { kind: of.kind } : {}),
    ...(of.causes ? { causes: of.causes } : {}),
    ...(of.retryAfterSeconds ? { retryAfterSeconds: of.retryAfterSeconds } : {}),
  };
}

function about(resource: GroupResource, name: string = '', more: StatusDetails = {}): StatusDetails {
  return details({ name, group: resource.group, kind: resource.resource, ...more });
}

const text = (error: Error | string): string => (typeof error === 'string' ? error : error.message);

/** Creates the error for an object that does not exist. */
export function newNotFound(resource: GroupResource, name: string): StatusError {
  const message = `${groupResourceString(resource)} ${goQuote(name)} not found`;
  return failure({ code: 404, reason: 'NotFound', message, details: about(resource, name) });
}

/** Creates the error for a name that is taken. */
export function newAlreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${groupResourceString(resource)} ${goQuote(name)} already exists`;
  return failure({ code: 409, reason: 'AlreadyExists', message, details: about(resource, name) });
}

/** Creates the error for a `generateName` for which no free name was found. */
export function newGenerateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  const message =
    `${groupResourceString(resource)} ${goQuote(name)} already exists, ` +
    'the server was not able to generate a unique name for the object';
  return failure({ code: 409, reason: 'AlreadyExists', message, details: about(resource, name, { retryAfterSeconds }) });
}

/** Creates the error for missing or invalid credentials. */
export function newUnauthorized(reason: string): StatusError {
  return failure({ code: 401, reason: 'Unauthorized', message: reason || 'not authorized' });
}

/** Creates the error for a request that the user may not make. The message omits an empty resource or name. */
export function newForbidden(resource: GroupResource, name: string, error: Error | string): StatusError {
  const what = groupResourceString(resource);
  const message =
    resource.group === '' && resource.resource === ''
      ? `forbidden: ${text(error)}`
      : `${what}${name === '' ? '' : ` ${goQuote(name)}`} is forbidden: ${text(error)}`;
  return failure({ code: 403, reason: 'Forbidden', message, details: about(resource, name) });
}

/** Creates the error for an object that has changed since it was read. */
export function newConflict(resource: GroupResource, name: string, error: Error | string = optimisticLockMessage): StatusError {
  const message = `Operation cannot be fulfilled on ${groupResourceString(resource)} ${goQuote(name)}: ${text(error)}`;
  return failure({ code: 409, reason: 'Conflict', message, details: about(resource, name) });
}

/** Creates the error for applied fields that belong to other managers. Each cause names a field. */
export function newApplyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return failure({ code: 409, reason: 'Conflict', message, details: details({ causes: [...causes] }) });
}

/** Creates the error for a version that is gone. Servers send `newResourceExpired` instead. */
export function newGone(message: string): StatusError {
  return failure({ code: 410, reason: 'Gone', message });
}

/** Creates the error for a version or continue token that is too old. */
export function newResourceExpired(message: string): StatusError {
  return failure({ code: 410, reason: 'Expired', message });
}

/** Creates the error for an object that fails validation. Each error becomes a cause. The message names the kind. */
export function newInvalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const causes = errors.map((error) => ({ reason: error.type, message: fieldErrorBody(error), field: error.field }));
  const what = `${groupKindString(kind)} ${goQuote(name)} is invalid`;
  return failure({
    code: 422,
    reason: 'Invalid',
    message: errors.length === 0 ? what : `${what}: ${aggregateMessage(errors.map(fieldErrorString))}`,
    details: details({ name, group: kind.group, kind: kind.kind, ...(causes.length > 0 ? { causes } : {}) }),
  });
}

/** Creates the error for a malformed request. */
export function newBadRequest(reason: string): StatusError {
  return failure({ code: 400, reason: 'BadRequest', message: reason });
}

/** Creates the error for a request that the server cannot handle now. */
export function newTooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return failure({ code: 429, reason: 'TooManyRequests', message, details: details({ retryAfterSeconds }) });
}

/** Creates the error for a server that is unavailable. */
export function newServiceUnavailable(reason: string): StatusError {
  return failure({ code: 503, reason: 'ServiceUnavailable', message: reason });
}

/** Creates the error for a verb that the resource does not support. */
export function newMethodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${goQuote(groupResourceString(resource))}`;
  return failure({ code: 405, reason: 'MethodNotAllowed', message, details: about(resource) });
}

/**
 * Creates the error for an operation that did not finish in time. As on a server, its details have the operation in place of the
 * name.
 */
export function newServerTimeout(resource: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  const what = groupResourceString(resource);
  const message = `The ${operation} operation against ${what} could not be completed at this time, please try again.`;
  return failure({ code: 500, reason: 'ServerTimeout', message, details: about(resource, operation, { retryAfterSeconds }) });
}

/** Creates the error for a failure of the server. */
export function newInternalError(error: Error | string): StatusError {
  const message = `Internal error occurred: ${text(error)}`;
  return failure({ code: 500, reason: 'InternalError', message, details: details({ causes: [{ message: text(error) }] }) });
}

/** Creates the error for a request that took too long. */
export function newTimeoutError(message: string, retryAfterSeconds: number): StatusError {
  return failure({ code: 504, reason: 'Timeout', message: `Timeout: ${message}`, details: details({ retryAfterSeconds }) });
}

/** Creates the error for a body that is too large. */
export function newRequestEntityTooLarge(message: string): StatusError {
  return failure({ code: 413, reason: 'RequestEntityTooLarge', message: `Request entity too large: ${message}` });
}

/** Creates the error for a request that accepts no supported media type. */
export function newNotAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return failure({ code: 406, reason: 'NotAcceptable', message });
}

/** Creates the error for a body of an unsupported media type. */
export function newUnsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = 'the body of the request was in an unknown format - accepted media types include: ' + accepted.join(', ');
  return failure({ code: 415, reason: 'UnsupportedMediaType', message });
}
