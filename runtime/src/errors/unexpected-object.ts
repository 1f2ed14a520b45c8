import type { Status } from '../meta/index.js';
import { isPlainObject } from '../util/index.js';
import { findError, StatusError } from './status-error.js';

const marker = Symbol.for('kube-client-runtime.UnexpectedObjectError');

/** A server sent an object where a `Status` was expected. */
export class UnexpectedObjectError extends Error {
  readonly object: unknown;

  constructor(object: unknown) {
    super(`unexpected object: ${describe(object)}`);
    Object.defineProperty(this, marker, { value: true });
    this.name = 'UnexpectedObjectError';
    this.object = object;
  }
}

/** Whether an error is, or has among its causes, an `UnexpectedObjectError`. */
export function isUnexpectedObject(error: unknown): boolean {
  return findError(error, isMarked) !== undefined;
}

function isMarked(value: unknown): value is UnexpectedObjectError {
  return typeof value === 'object' && value !== null && marker in value;
}

/** The error that an object of the API stands for: a `StatusError` for a `Status`, else an `UnexpectedObjectError`. */
export function errorFromObject(object: unknown): StatusError | UnexpectedObjectError {
  return isStatus(object) ? new StatusError(object) : new UnexpectedObjectError(object);
}

/** Whether a value that came over the wire is a `Status`: its kind and version say so, and what is read of it has the right types. */
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

/** Its kind and name, never its content: that may be a secret. */
function describe(object: unknown): string {
  if (!isPlainObject(object)) return object === null ? 'null' : typeof object;
  const metadata = object['metadata'];
  const name = isPlainObject(metadata) ? metadata['name'] : undefined;
  const kind = typeof object['kind'] === 'string' ? object['kind'] : 'an object without a kind';
  return typeof name === 'string' ? `${kind} ${JSON.stringify(name)}` : kind;
}
