import {
  hasStatusCause,
  isConnectionError,
  isConnectionRefused,
  isGone,
  isProbableEOF,
  isResourceExpired,
  isTimeout,
  isUnexpectedAnswer,
  statusOf,
} from '../../errors/index.js';

/** Whether the server no longer has the requested version or continue token. Old servers report `Gone`. */
export function isExpiredError(error: unknown): boolean {
  return isResourceExpired(error) || isGone(error);
}

/**
 * Whether the server does not have the requested version yet, because the server or its storage is behind an earlier response.
 */
export function isTooLargeResourceVersionError(error: unknown): boolean {
  if (hasStatusCause(error, 'ResourceVersionTooLarge')) return true;
  if (!isTimeout(error)) return false;
  // Servers before 1.18.6 report it only in the message.
  const status = statusOf(error);
  const words = 'Too large resource version';
  return (
    (status?.details?.causes?.some(({ message }) => message === words) ?? false) || (status?.message?.includes(words) ?? false)
  );
}

/**
 * Whether the same request would be refused again: any 4xx except 401, 403 and 429, which pass when credentials, rights or the
 * load change.
 */
export function isLastingRefusal(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code >= 400 && code < 500 && code !== 401 && code !== 403 && code !== 429;
}

/** Whether the server refused the parameters of the request. */
export function isRefusalOfParameters(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code === 400 || code === 422;
}

/**
 * Whether the server, or a proxy before it, failed at a request that it had accepted: a 5xx, or a connection that broke. A
 * refused connection does not count, because no other request could succeed.
 */
export function isBreak(error: unknown): boolean {
  return (statusOf(error)?.code ?? 0) >= 500 || (isConnectionError(error) && !isConnectionRefused(error));
}

/**
 * Whether an open connection broke or was silent for too long, for example because a load balancer cut it or the server
 * restarted. An unexpected response is a different failure.
 */
export function isCut(error: unknown): boolean {
  if (isConnectionRefused(error) || isUnexpectedAnswer(error)) return false;
  return isConnectionError(error) || isProbableEOF(error);
}

/** The error of a watch that ended within a second without an event. Something on the way to the server does not work. */
export class VeryShortWatchError extends Error {
  override readonly name: string = 'VeryShortWatchError';

  constructor() {
    super('very short watch: Unexpected watch close - watch lasted less than a second and no items received');
  }
}

/** The error of a stream of initial events that ended before the bookmark that closes it. */
export class UnfinishedStreamError extends Error {
  override readonly name: string = 'UnfinishedStreamError';

  constructor() {
    super('the stream of initial events ended before the bookmark that closes them');
  }
}

/**
 * The error of an event with a version below the start of its watch. The server was restored from a backup, or another server
 * answers.
 */
export class VersionWentBackError extends Error {
  override readonly name: string = 'VersionWentBackError';

  constructor(resourceVersion: string, seen: string) {
    super(
      `the watch brought version ${resourceVersion} after version ${seen}: the server has other data than before; listing again`,
    );
  }
}

/** The error of a server that has another identity than the one before. */
export class ServerChangedError extends Error {
  override readonly name: string = 'ServerChangedError';

  constructor() {
    super('the kube-system namespace has another UID than before: another server answers at this address; listing again');
  }
}
