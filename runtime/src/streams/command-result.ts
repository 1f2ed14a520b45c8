import { ConnectionError, StatusError } from '../errors/index.js';
import { isStatus } from '../errors/unexpected-object.js';
import type { Status } from '../meta/index.js';

/**
 * Returns the exit code of a command from the bytes of the error channel.
 *
 * Throws a `StatusError` if the command could not be run, and a `ConnectionError` if the bytes are not a `Status`.
 *
 * Source: the reason `NonZeroExitCode` and the cause `ExitCode` of `k8s.io/apimachinery/pkg/util/remotecommand`.
 */
export function exitCodeOf(errorChannel: Uint8Array, what: string): number {
  if (errorChannel.length === 0)
    throw new ConnectionError(`${what}: the connection ended before the result of the command arrived`);
  const status = parseStatus(errorChannel);
  if (status === undefined) throw new ConnectionError(`${what}: the result of the command is not a Status`);
  if (status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') throw new StatusError(status);
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  const code = Number(cause?.message);
  if (!Number.isInteger(code)) throw new StatusError(status);
  return code;
}

/** Kubelets leave `apiVersion` and `kind` out. */
function parseStatus(bytes: Uint8Array): Status | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value !== 'object' || value === null || !('status' in value)) return undefined;
    const status: unknown = { apiVersion: 'v1', kind: 'Status', metadata: {}, ...value };
    return isStatus(status) ? status : undefined;
  } catch {
    // A server that does not send JSON says nothing that a caller could use.
    return undefined;
  }
}
