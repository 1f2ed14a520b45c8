import { groupResourceString } from '../meta/group-version.js';
import type { GroupResource, Status } from '../meta/index.js';
import { goQuote } from '../util/index.js';
import { StatusError } from './status-error.js';
import type { KnownReason } from './status-error.js';
import { isStatus } from './unexpected-object.js';

/** How much of a body that is no `Status` goes into an error, in bytes. */
const longestText = 2048;

/** An answer with a code of 400 or more, and what was asked. */
export interface FailedResponse {
  /** The HTTP status code. */
  readonly code: number;
  /** The HTTP method of the request. */
  readonly verb: string;
  /** What the request was about; absent where that was not a resource. */
  readonly resource?: GroupResource | undefined;
  readonly name?: string | undefined;
  readonly body: string | Uint8Array;
  /** The `content-type` of the answer; absent counts as text. */
  readonly contentType?: string | undefined;
  /** The `retry-after` of the answer, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * The error of a failed answer, as client-go makes it: the body's own `Status` where it is one (completed by the HTTP code where it
 * lacks it), else a status made from the code, with the beginning of a text body in a cause `UnexpectedServerResponse`.
 */
export function statusErrorFromResponse(response: FailedResponse): StatusError {
  const status = parseStatus(response.body);
  if (status !== undefined) return new StatusError(status.code ? status : { ...status, code: response.code });
  return newGenericServerResponse({
    ...response,
    serverMessage: isText(response.contentType) ? textOf(response.body).trim() : 'unknown',
    unexpected: true,
  });
}

/** What an answer that is not of the API says, for `newGenericServerResponse`. */
export interface GenericResponse extends Pick<FailedResponse, 'code' | 'verb' | 'resource' | 'name' | 'retryAfterSeconds'> {
  readonly serverMessage: string;
  /** Adds the cause by which `isUnexpectedServerError` knows the error. */
  readonly unexpected?: boolean;
}

/** An error made from an HTTP code alone, in client-go's words. */
export function newGenericServerResponse(response: GenericResponse): StatusError {
  const { code, name = '', resource = { group: '', resource: '' }, retryAfterSeconds = 0 } = response;
  const known = meaning(response);
  const what = groupResourceString(resource);
  const request = name === '' ? `${response.verb.toLowerCase()} ${what}` : `${response.verb.toLowerCase()} ${what} ${name}`;
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: what === '' ? known.message : `${known.message} (${request})`,
  };
  if (known.reason !== undefined) status.reason = known.reason;
  status.details = {
    ...(name ? { name } : {}),
    ...(resource.group ? { group: resource.group } : {}),
    ...(resource.resource ? { kind: resource.resource } : {}),
    ...(response.unexpected ? { causes: [{ reason: 'UnexpectedServerResponse', message: response.serverMessage }] } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  };
  status.code = code;
  return new StatusError(status);
}

/** A code's reason and sentence. Where the server's own text says who may do what, that is kept. */
function meaning({ code, verb, serverMessage }: GenericResponse): { reason?: KnownReason; message: string } {
  switch (code) {
    case 400:
      return { reason: 'BadRequest', message: 'the server rejected our request for an unknown reason' };
    case 401:
      return { reason: 'Unauthorized', message: 'the server has asked for the client to provide credentials' };
    case 403:
      return { reason: 'Forbidden', message: serverMessage };
    case 404:
      return { reason: 'NotFound', message: 'the server could not find the requested resource' };
    case 405:
      return { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' };
    case 406: {
      const unknown = serverMessage === '' || serverMessage === 'unknown';
      const message = 'the server was unable to respond with a content type that the client supports';
      return { reason: 'NotAcceptable', message: unknown ? message : serverMessage };
    }
    case 409:
      return { reason: verb === 'POST' ? 'AlreadyExists' : 'Conflict', message: 'the server reported a conflict' };
    case 415:
      return { reason: 'UnsupportedMediaType', message: serverMessage };
    case 422:
      return { reason: 'Invalid', message: 'the server rejected our request due to an error in our request' };
    case 429:
      return {
        reason: 'TooManyRequests',
        message: 'the server has received too many requests and has asked us to try again later',
      };
    case 503:
      return { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' };
    case 504:
      return {
        reason: 'Timeout',
        message: 'the server was unable to return a response in the time allotted, but may still be processing the request',
      };
    default:
      if (code < 500) {
        return { message: `the server responded with the status code ${code} but did not return more information` };
      }
      return {
        reason: 'InternalError',
        message: `an error on the server (${goQuote(serverMessage)}) has prevented the request from succeeding`,
      };
  }
}

function parseStatus(body: string | Uint8Array): Status | undefined {
  const json = typeof body === 'string' ? body : new TextDecoder().decode(body);
  // Proxies answer with pages of HTML; only what can be an object is worth a parse.
  if (!/^\s*\{/.test(json)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isStatus(value) ? value : undefined;
  } catch {
    // Not JSON: the body is reported as the text that it is.
    return undefined;
  }
}

function isText(contentType: string | undefined): boolean {
  return contentType === undefined || contentType === '' || /^\s*text\//i.test(contentType);
}

function textOf(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return new TextDecoder().decode(bytes.subarray(0, longestText));
}
