import type { Status } from 'kube-client-runtime/meta';
import type { Fault } from '../faults/fault.js';
import type { ServerResponse } from '../handlers/request.js';

/** A response, with the faults that happen while it is sent. */
export interface Answer {
  /** The response. */
  readonly response: ServerResponse;
  /** The faults of the wire. */
  readonly faults: readonly Fault[];
}

/** Returns a `Status` as a response. */
export function statusResponse(status: Status): ServerResponse {
  const retryAfter = status.details?.retryAfterSeconds;
  const { metadata, details, ...rest } = status;
  return {
    status: status.code ?? 500,
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: {
      type: 'json',
      value: {
        ...rest,
        metadata: { ...metadata, shardInfo: undefined },
        ...(details && { details: { ...details, causes: details.causes?.map((cause) => ({ ...cause })) } }),
      },
    },
  };
}
