/** Errors that only a server creates, in addition to the constructors of `kube-client-runtime/errors`. */

import { newForbidden, newResourceExpired, newTimeoutError, StatusError } from 'kube-client-runtime/errors';
import type { GroupResource, Status, StatusCause, StatusDetails } from 'kube-client-runtime/meta';

function failure(code: number, reason: string, message: string, details: StatusDetails = {}): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code });
}

function detailsOf(resource: GroupResource, name: string, more: StatusDetails): StatusDetails {
  return {
    ...(name !== '' && { name }),
    ...(resource.group !== '' && { group: resource.group }),
    kind: resource.resource,
    ...more,
  };
}

/** Creates the error for a path that does not exist. */
export function newPathNotFound(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** Creates the error for a method that a path does not support. */
export function newMethodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** Creates the error for a patch of a built-in kind with an unsupported media type. */
export function newUnsupportedPatch(): StatusError {
  return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
}

/** Creates the error for a path that supports none of the accepted media types. */
export function newPathNotAcceptable(available: readonly string[]): StatusError {
  return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`);
}

/**
 * Creates the error for a response that cannot take the requested form. `asked` is the form of a list and the response is not a
 * list, or the reverse.
 */
export function newWrongForm(asked: string, what: string): StatusError {
  const message = `you requested ${asked}, but the requested object ${what}`;
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NotAcceptable',
    code: 406,
  };
  return new StatusError(status);
}

/** Creates the error for a name that is taken by an object that waits for its finalizers. */
export function newExistsUntilDeleted({ status }: StatusError): StatusError {
  return new StatusError({ ...status, message: `object is being deleted: ${status.message ?? ''}` });
}

/** Creates the error for a JSON patch whose operations do not fit the object. */
export function newUnprocessable(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request');
}

/** Creates an internal error without a reason of its own. */
export function newPlainError(message: string): StatusError {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
  return new StatusError(status);
}

/** Creates the error for a deletion that the resource forbids, or for new content in a terminating namespace. */
export function newForbiddenBecause(resource: GroupResource, name: string, why: string, causes: StatusCause[]): StatusError {
  const { status } = newForbidden(resource, name, why);
  return new StatusError({ ...status, details: detailsOf(resource, name, { causes }) });
}

/** Creates the error for an eviction that a disruption budget forbids for now. */
export function newEvictionRefused(cause: string): StatusError {
  return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message: cause }],
  });
}

/** Creates the error for a page whose snapshot has expired. The token continues from the present state. */
export function newContinueExpired(message: string, token: string): StatusError {
  const { status } = newResourceExpired(message);
  return new StatusError({ ...status, metadata: { continue: token } });
}

/** Creates the error for a version that lies in the future. */
export function newTooLargeResourceVersion(wanted: number, current: number): StatusError {
  const { status } = newTimeoutError(`Too large resource version: ${wanted}, current: ${current}`, 1);
  return new StatusError({
    ...status,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}
