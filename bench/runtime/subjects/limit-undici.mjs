import { Client } from 'undici';
import { measure } from '../subject.mjs';
import { newLineParser, parseList } from './frames.mjs';

/** The limit with undici, with its lowest-level interface. */
await measure(async ({ url, ca, mode, onObjects }) => {
  const client = new Client(url, { connect: { ca }, bodyTimeout: 0, headersTimeout: 0 });
  const lines = newLineParser(onObjects);
  const chunks = [];
  let items;
  const watching = mode === 'events';
  client.dispatch(
    { path: watching ? '/api/v1/pods?watch=true' : '/api/v1/pods', method: 'GET' },
    {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData: (_controller, chunk) => (watching ? lines.push(chunk) : chunks.push(chunk)),
      onResponseEnd() {
        if (watching) return;
        items = parseList(chunks, onObjects);
        chunks.length = 0;
      },
      onResponseError(_controller, error) {
        throw error;
      },
    },
  );
  return { keep: () => [items, lines], objects: () => items?.length ?? lines.objects.size };
});
