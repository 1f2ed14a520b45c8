import { type Brand, findError, newBrand } from '../util/errors.js';
import { withoutSecretParts, withoutUserInfo } from '../util/redaction.js';

const brand: Brand<ConnectionError> = /* @__PURE__ */ newBrand('ConnectionError');

/**
 * The error of a request that received no response, or an incomplete one. The cause is a failure of the network, of TLS or of a
 * credential. A refusal by the server is a `StatusError`.
 */
export class ConnectionError extends Error {
  /** Node's error code, such as `ECONNREFUSED`, of the error or of its first cause that has one. */
  readonly code: string | undefined;

  /** The message must hold no credential: it is printed and logged. */
  constructor(message: string, options?: { readonly cause?: unknown; readonly code?: string }) {
    super(message, options && 'cause' in options ? { cause: options.cause } : {});
    brand.mark(this);
    this.name = 'ConnectionError';
    this.code = options?.code ?? codeOf(options?.cause);
  }
}

/**
 * Creates the error of a request that failed before its response was complete: `GET https://10.0.0.1:6443/api/v1/pods: connect
 * ECONNREFUSED …`. Omits the user, password, query and fragment of the URL.
 */
export function newConnectionError(request: {
  readonly method: string;
  readonly url: string;
  readonly cause: unknown;
}): ConnectionError {
  const { cause } = request;
  const why = cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
  return new ConnectionError(`${request.method} ${withoutSecretParts(request.url)}: ${withoutUserInfo(why)}`, { cause });
}

/** Whether an error, or one of its causes, is a `ConnectionError`. */
export function isConnectionError(error: unknown): boolean {
  return findError(error, brand.has) !== undefined;
}

/** Whether an error means that no server listens at the address. */
export function isConnectionRefused(error: unknown): boolean {
  return hasCode(error, 'ECONNREFUSED');
}

/** Whether an error means that the other side dropped the connection. */
export function isConnectionReset(error: unknown): boolean {
  return hasCode(error, 'ECONNRESET', 'EPIPE');
}

/** Whether an error means that the connection ended before the response did. */
export function isProbableEOF(error: unknown): boolean {
  return hasCode(error, 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE');
}

/** The code of a `ConnectionError` for a response that is larger than `maxObjectBytes` or `maxResponseBytes` of the `RESTConfig`. */
export const answerTooLarge = 'ERR_ANSWER_TOO_LARGE';

/** The code of a `ConnectionError` for a response other than the requested one. */
export const unexpectedAnswer = 'ERR_UNEXPECTED_ANSWER';

/** Whether an error means that a response is not JSON, not a list, or not of the kind. A proxy may have sent it. */
export function isUnexpectedAnswer(error: unknown): boolean {
  return hasCode(error, unexpectedAnswer);
}

interface WithCode {
  readonly code: string;
}

function isWithCode(value: unknown): value is WithCode {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

function codeOf(error: unknown): string | undefined {
  return findError(error, isWithCode)?.code;
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return findError(error, (value): value is WithCode => isWithCode(value) && codes.includes(value.code)) !== undefined;
}
