import { Agent, request } from 'node:https';
import { measure } from '../subject.mjs';
import { newLineParser, parseList } from './frames.mjs';

/** The limit: only `node:https` and `JSON.parse`. */
await measure(async ({ url, ca, mode, onObjects }) => {
  const agent = new Agent({ ca, keepAlive: true });
  const get = (path, onResponse) => request(`${url}${path}`, { agent }, onResponse).end();
  const lines = newLineParser(onObjects);
  let items;
  if (mode === 'events') get('/api/v1/pods?watch=true', (response) => response.on('data', (chunk) => lines.push(chunk)));
  else {
    const chunks = [];
    get('/api/v1/pods', (response) => {
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        items = parseList(chunks, onObjects);
        chunks.length = 0;
      });
    });
  }
  return { keep: () => [items, lines], objects: () => items?.length ?? lines.objects.size };
});
