import type { JsonObject } from '../json/json.js';
import type { ServerBody, ServerResponse } from '../handlers/request.js';

/** Lists are printed in pieces of about this many characters, so that a long one is never one string. */
const pieceLength = 64 * 1024;

/** The content type that an answer is sent with. */
export function contentTypeOf(response: ServerResponse): string {
  if (response.contentType !== undefined) return response.contentType;
  return response.body.type === 'text' ? 'text/plain; charset=utf-8' : 'application/json';
}

/** The body as text, piece by piece. Streams are as long as they last; everything else ends by itself. */
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
