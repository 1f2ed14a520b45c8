import { groupKindString, groupResourceString } from '../meta/group-version.js';
import type { GroupKind } from '../meta/group-version.js';
import type { GroupResource, Status, StatusCause, StatusDetails } from '../meta/index.js';
import { goQuote } from '../util/index.js';
import { aggregateMessage, fieldErrorBody, fieldErrorString } from './field-error.js';
import type { FieldError } from './field-error.js';
import { StatusError } from './status-error.js';
import type { KnownReason } from './status-error.js';

/**
 * Errors with the words, codes and details of the API server, for servers and for tests.
 * A `reason` or an `error` is the tail of the message.
 */

/** What the server says of an object that was changed by someone else since it was read. */
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

/** Empty values are left out, as the server leaves them out. */
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

export function newNotFound(resource: GroupResource, name: string): StatusError {
  const message = `${groupResourceString(resource)} ${goQuote(name)} not found`;
  return failure({ code: 404, reason: 'NotFound', message, details: about(resource, name) });
}

export function newAlreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${groupResourceString(resource)} ${goQuote(name)} already exists`;
  return failure({ code: 409, reason: 'AlreadyExists', message, details: about(resource, name) });
}

/** No free name was found for a `generateName`. */
export function newGenerateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  const message =
    `${groupResourceString(resource)} ${goQuote(name)} already exists, ` +
    'the server was not able to generate a unique name for the object';
  return failure({ code: 409, reason: 'AlreadyExists', message, details: about(resource, name, { retryAfterSeconds }) });
}

export function newUnauthorized(reason: string): StatusError {
  return failure({ code: 401, reason: 'Unauthorized', message: reason || 'not authorized' });
}

/** A resource with both parts empty, and an empty name, are left out of the message. */
export function newForbidden(resource: GroupResource, name: string, error: Error | string): StatusError {
  const what = groupResourceString(resource);
  const message =
    resource.group === '' && resource.resource === ''
      ? `forbidden: ${text(error)}`
      : `${what}${name === '' ? '' : ` ${goQuote(name)}`} is forbidden: ${text(error)}`;
  return failure({ code: 403, reason: 'Forbidden', message, details: about(resource, name) });
}

export function newConflict(resource: GroupResource, name: string, error: Error | string = optimisticLockMessage): StatusError {
  const message = `Operation cannot be fulfilled on ${groupResourceString(resource)} ${goQuote(name)}: ${text(error)}`;
  return failure({ code: 409, reason: 'Conflict', message, details: about(resource, name) });
}

/** Fields that are applied belong to other managers; each cause names one. */
export function newApplyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return failure({ code: 409, reason: 'Conflict', message, details: details({ causes: [...causes] }) });
}

/** Servers give `newResourceExpired` nowadays. */
export function newGone(message: string): StatusError {
  return failure({ code: 410, reason: 'Gone', message });
}

/** A version or a continue token is too old. */
export function newResourceExpired(message: string): StatusError {
  return failure({ code: 410, reason: 'Expired', message });
}

/** The object has faults, each of which is a cause. Here it is the kind that is named, not the resource. */
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

export function newBadRequest(reason: string): StatusError {
  return failure({ code: 400, reason: 'BadRequest', message: reason });
}

export function newTooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return failure({ code: 429, reason: 'TooManyRequests', message, details: details({ retryAfterSeconds }) });
}

export function newServiceUnavailable(reason: string): StatusError {
  return failure({ code: 503, reason: 'ServiceUnavailable', message: reason });
}

export function newMethodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${goQuote(groupResourceString(resource))}`;
  return failure({ code: 405, reason: 'MethodNotAllowed', message, details: about(resource) });
}

/** The operation stands where other errors have the object's name, as in the server. */
export function newServerTimeout(resource: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  const what = groupResourceString(resource);
  const message = `The ${operation} operation against ${what} could not be completed at this time, please try again.`;
  return failure({ code: 500, reason: 'ServerTimeout', message, details: about(resource, operation, { retryAfterSeconds }) });
}

export function newInternalError(error: Error | string): StatusError {
  const message = `Internal error occurred: ${text(error)}`;
  return failure({ code: 500, reason: 'InternalError', message, details: details({ causes: [{ message: text(error) }] }) });
}

export function newTimeoutError(message: string, retryAfterSeconds: number): StatusError {
  return failure({ code: 504, reason: 'Timeout', message: `Timeout: ${message}`, details: details({ retryAfterSeconds }) });
}

export function newRequestEntityTooLarge(message: string): StatusError {
  return failure({ code: 413, reason: 'RequestEntityTooLarge', message: `Request entity too large: ${message}` });
}

/** None of the content types that the client accepts is one that the server has. */
export function newNotAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return failure({ code: 406, reason: 'NotAcceptable', message });
}

/** The body has a content type that the server does not read. */
export function newUnsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = 'the body of the request was in an unknown format - accepted media types include: ' + accepted.join(', ');
  return failure({ code: 415, reason: 'UnsupportedMediaType', message });
}
