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

/** The version or the continue token that was asked for is no longer there. Old servers say `Gone`. */
export function isExpiredError(error: unknown): boolean {
  return isResourceExpired(error) || isGone(error);
}

/** The version that was asked for is not there yet: the server, or its storage, is behind what was seen before. */
export function isTooLargeResourceVersionError(error: unknown): boolean {
  if (hasStatusCause(error, 'ResourceVersionTooLarge')) return true;
  if (!isTimeout(error)) return false;
  // Servers before 1.18.6 say it in words alone.
  const status = statusOf(error);
  const words = 'Too large resource version';
  return (
    (status?.details?.causes?.some(({ message }) => message === words) ?? false) || (status?.message?.includes(words) ?? false)
  );
}

/**
 * A refusal that asking again in the same way will not change: any 4xx but those that pass by themselves, as credentials are
 * renewed, rights are granted, and load goes down.
 */
export function isLastingRefusal(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code >= 400 && code < 500 && code !== 401 && code !== 403 && code !== 429;
}

/** A refusal of the request's parameters themselves. */
export function isRefusalOfParameters(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code === 400 || code === 422;
}

/**
 * The server, or what stands before it, failed at a request that it had taken: a 5xx, or a connection that broke. A connection that is
 * refused is none: nobody is there who could do better with another request.
 */
export function isBreak(error: unknown): boolean {
  return (statusOf(error)?.code ?? 0) >= 500 || (isConnectionError(error) && !isConnectionRefused(error));
}

/**
 * Whether a connection that was open broke, or fell silent: a load balancer cut it, a server was restarted. An answer that is not what was
 * asked for is a fault of another kind.
 */
export function isCut(error: unknown): boolean {
  if (isConnectionRefused(error) || isUnexpectedAnswer(error)) return false;
  return isConnectionError(error) || isProbableEOF(error);
}

/** A watch that ended within a second without having sent anything: something on the way to the server does not work. */
export class VeryShortWatchError extends Error {
  override readonly name: string = 'VeryShortWatchError';

  constructor() {
    super('very short watch: Unexpected watch close - watch lasted less than a second and no items received');
  }
}

/** A stream of initial events that ended before the bookmark that closes them. */
export class UnfinishedStreamError extends Error {
  override readonly name: string = 'UnfinishedStreamError';

  constructor() {
    super('the stream of initial events ended before the bookmark that closes them');
  }
}

/** An event whose version is below the one that its watch began at: the server was restored from a backup, or is another one. */
export class VersionWentBackError extends Error {
  override readonly name: string = 'VersionWentBackError';

  constructor(resourceVersion: string, seen: string) {
    super(
      `the watch brought version ${resourceVersion} after version ${seen}: the server has other data than before; listing again`,
    );
  }
}

/** A server that has another identity than the one before. */
export class ServerChangedError extends Error {
  override readonly name: string = 'ServerChangedError';

  constructor() {
    super('the kube-system namespace has another UID than before: another server answers at this address; listing again');
  }
}
