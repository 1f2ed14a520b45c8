import { newForbidden, newResourceExpired, newTimeoutError, StatusError } from 'kube-client-runtime/errors';
import type { GroupResource, Status, StatusCause, StatusDetails } from 'kube-client-runtime/meta';

/** Answers that only a server gives, beside the constructors of `kube-client-runtime/errors`. */

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

/** A path behind which there is nothing. */
export function newPathNotFound(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** A path that exists, asked with a method that it does not have. */
export function newMethodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** A patch of a built-in kind of a media type that is none of a patch. */
export function newUnsupportedPatch(): StatusError {
  return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
}

/** A path that does not answer with any of the media types that were asked for. */
export function newPathNotAcceptable(available: readonly string[]): StatusError {
  return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`);
}

/** An answer that cannot be given the form that was asked for: `asked` is a list's and the answer is none, or the other way round. */
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

/** A name that is taken by an object which waits for its finalizers. */
export function newExistsUntilDeleted({ status }: StatusError): StatusError {
  return new StatusError({ ...status, message: `object is being deleted: ${status.message ?? ''}` });
}

/** A JSON patch whose operations do not fit the object. */
export function newUnprocessable(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request');
}

/** An error of the server that has no reason of its own. */
export function newPlainError(message: string): StatusError {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
  return new StatusError(status);
}

/** A deletion that the resource does not allow, or new content in a namespace that ends. */
export function newForbiddenBecause(resource: GroupResource, name: string, why: string, causes: StatusCause[]): StatusError {
  const { status } = newForbidden(resource, name, why);
  return new StatusError({ ...status, details: detailsOf(resource, name, { causes }) });
}

/** An eviction that a disruption budget does not allow now. */
export function newEvictionRefused(cause: string): StatusError {
  return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message: cause }],
  });
}

/** A page whose snapshot is gone; the token continues from the present state instead. */
export function newContinueExpired(message: string, token: string): StatusError {
  const { status } = newResourceExpired(message);
  return new StatusError({ ...status, metadata: { continue: token } });
}

/** A version that no change has had yet. */
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
