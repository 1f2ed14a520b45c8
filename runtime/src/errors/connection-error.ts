import { findError } from './status-error.js';

const marker = Symbol.for('kube-client-runtime.ConnectionError');

/**
 * A request that got no answer, or an answer that broke off: a fault of the network, of TLS, or of a credential. Its cause says which.
 * A refusal of the server is a `StatusError` instead.
 */
export class ConnectionError extends Error {
  /** Node's code of the fault, such as `ECONNREFUSED`, of the error or of the first of its causes that has one. */
  readonly code: string | undefined;

  /** The message must hold no credential: it is printed and logged. */
  constructor(message: string, options?: { readonly cause?: unknown; readonly code?: string }) {
    super(message, options && 'cause' in options ? { cause: options.cause } : {});
    Object.defineProperty(this, marker, { value: true });
    this.name = 'ConnectionError';
    this.code = options?.code ?? codeOf(options?.cause);
  }
}

/**
 * The error of a request that failed before its answer was complete: `GET https://10.0.0.1:6443/api/v1/pods: connect ECONNREFUSED …`.
 * User names, passwords, the query and the fragment of the URL are left out.
 */
export function newConnectionError(request: {
  readonly method: string;
  readonly url: string;
  readonly cause: unknown;
}): ConnectionError {
  const { cause } = request;
  const why = cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
  return new ConnectionError(`${request.method} ${redactUrl(request.url)}: ${redactUserInfo(why)}`, { cause });
}

/** Whether an error is, or has among its causes, a `ConnectionError`. */
export function isConnectionError(error: unknown): boolean {
  return findError(error, isMarked) !== undefined;
}

/** Nobody listens there. */
export function isConnectionRefused(error: unknown): boolean {
  return hasCode(error, 'ECONNREFUSED');
}

/** The other side dropped the connection. */
export function isConnectionReset(error: unknown): boolean {
  return hasCode(error, 'ECONNRESET', 'EPIPE');
}

/** The connection ended before the answer did. */
export function isProbableEOF(error: unknown): boolean {
  return hasCode(error, 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE');
}

/** The code of a `ConnectionError` about an answer that came, but is not what was asked for. */
export const unexpectedAnswer = 'ERR_UNEXPECTED_ANSWER';

/** Whether an answer came that is not what was asked for: not JSON, not a list, not of the kind. A proxy may have given it. */
export function isUnexpectedAnswer(error: unknown): boolean {
  return hasCode(error, unexpectedAnswer);
}

function isMarked(value: unknown): value is ConnectionError {
  return typeof value === 'object' && value !== null && marker in value;
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

/** Without what may be secret: user, password, query, fragment. */
function redactUrl(url: string): string {
  return redactUserInfo(url.replace(/[?#].*$/s, ''));
}

/** `https://user:password@host` becomes `https://***@host`, wherever it stands in a text. */
function redactUserInfo(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi, '$1***@');
}
