import type { ServerBody, ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';

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
