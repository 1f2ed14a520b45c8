import type { Status } from '../meta/index.js';
import { type Brand, findError, newBrand } from '../util/errors.js';
import { isPlainObject } from '../util/index.js';
import { StatusError } from './status-error.js';

const brand: Brand<UnexpectedObjectError> = /* @__PURE__ */ newBrand('UnexpectedObjectError');

/** The error for an object that the server sent instead of a `Status`. */
export class UnexpectedObjectError extends Error {
  /** The object. */
  readonly object: unknown;

  constructor(object: unknown) {
    super(`unexpected object: ${describe(object)}`);
    brand.mark(this);
    this.name = 'UnexpectedObjectError';
    this.object = object;
  }
}

/** Whether an error, or one of its causes, is an `UnexpectedObjectError`. */
export function isUnexpectedObject(error: unknown): boolean {
  return findError(error, brand.has) !== undefined;
}

/** Returns the error for an API object: a `StatusError` for a `Status`, otherwise an `UnexpectedObjectError`. */
export function errorFromObject(object: unknown): StatusError | UnexpectedObjectError {
  return isStatus(object) ? new StatusError(object) : new UnexpectedObjectError(object);
}

/** Whether a received value is a `Status`. Checks its kind, its version and the types of the fields that are read. */
export function isStatus(value: unknown): value is Status {
  return (
    isPlainObject(value) &&
    value['kind'] === 'Status' &&
    (value['apiVersion'] === 'v1' || value['apiVersion'] === 'meta.k8s.io/v1') &&
    isOptional(value['message'], 'string') &&
    isOptional(value['reason'], 'string') &&
    isOptional(value['code'], 'number') &&
    (value['details'] === undefined || isDetails(value['details']))
  );
}

function isDetails(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    isOptional(value['retryAfterSeconds'], 'number') &&
    (value['causes'] === undefined || (Array.isArray(value['causes']) && value['causes'].every(isPlainObject)))
  );
}

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

/** Returns the kind and name of an object. Omits its content, which can be secret. */
function describe(object: unknown): string {
  if (!isPlainObject(object)) return object === null ? 'null' : typeof object;
  const metadata = object['metadata'];
  const name = isPlainObject(metadata) ? metadata['name'] : undefined;
  const kind = typeof object['kind'] === 'string' ? object['kind'] : 'an object without a kind';
  return typeof name === 'string' ? `${kind} ${JSON.stringify(name)}` : kind;
}
