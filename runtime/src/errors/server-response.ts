import type { GroupResource, Status } from '../meta/index.js';
import { groupResourceString } from '../meta/resource.js';
import { goQuote } from '../util/index.js';
import { StatusError } from './status-error.js';
import type { KnownReason } from './status-error.js';
import { isStatus } from './unexpected-object.js';

/**
 * The largest part of a body that an error contains.
 *
 * Unit: bytes
 */
const longestText = 2048;

/** A response with a code of 400 or more, and its request. */
export interface FailedResponse {
  /** The HTTP status code. */
  readonly code: number;
  /** The HTTP method of the request. */
  readonly verb: string;
  /** The requested resource, if there is one. */
  readonly resource?: GroupResource | undefined;
  /** The requested name, if there is one. */
  readonly name?: string | undefined;
  /** The body. */
  readonly body: string | Uint8Array;
  /**
   * The media type of the body.
   *
   * Default: text
   */
  readonly contentType?: string | undefined;
  /**
   * The value of `Retry-After`.
   *
   * Unit: seconds
   */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * Creates the error of a failed response as client-go does. It is the `Status` in the body, completed by the HTTP code. Without a
 * `Status`, it is made from the code, and the beginning of a text body becomes a cause `UnexpectedServerResponse`.
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

/** A response that does not come from the API, for `newGenericServerResponse`. */
export interface GenericResponse extends Pick<FailedResponse, 'code' | 'verb' | 'resource' | 'name' | 'retryAfterSeconds'> {
  /** The text of the response. */
  readonly serverMessage: string;
  /** Whether to add the cause that `isUnexpectedServerError` checks. */
  readonly unexpected?: boolean;
}

/** Creates an error from an HTTP code alone, with client-go's message. */
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

/** Returns the reason and message of a code. Keeps the server's own text about permissions. */
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
  // Proxies send HTML pages, so only text that can be an object is parsed.
  if (!/^\s*\{/.test(json)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isStatus(value) ? value : undefined;
  } catch {
    // Not JSON, so the body is reported as text.
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
