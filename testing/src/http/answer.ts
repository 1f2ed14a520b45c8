import type { Status } from 'kube-client-runtime/meta';
import type { Fault } from '../faults/fault.js';
import type { ServerBody, ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';

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

/** The approximate number of characters in a piece of a list. Long lists never become one string. */
const pieceLength = 64 * 1024;

/** Returns the content type of a response. */
export function contentTypeOf(response: ServerResponse): string {
  if (response.contentType !== undefined) return response.contentType;
  return response.body.type === 'text' ? 'text/plain; charset=utf-8' : 'application/json';
}

/** Encodes a body as pieces of text. A stream lasts as long as its source. All other bodies end by themselves. */
export function encodeBody(body: ServerBody): AsyncIterable<string> | Iterable<string> {
  switch (body.type) {
    case 'json':
      return [`${JSON.stringify(body.value)}\n`];
    case 'text':
      return [body.text];
    case 'list':
      return encodeList(body.head, body.items);
    case 'stream':
      return body.chunks;
  }
}

function* encodeList(head: JsonObject, items: Iterable<JsonObject>): Generator<string> {
  let piece = `${JSON.stringify(head).slice(0, -1)},"items":[`;
  let first = true;
  for (const item of items) {
    piece += first ? JSON.stringify(item) : `,${JSON.stringify(item)}`;
    first = false;
    if (piece.length >= pieceLength) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]}\n`;
}
