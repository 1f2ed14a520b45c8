import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { parseArgs } from 'node:util';
import { pod } from './pods.mjs';

/**
 * A process that plays an API server with one collection of pods: `--pods N` in the list, and `--events N` in the watch that follows,
 * as fast as the client reads. Everything is bytes before the first request, so that its own work is not what is measured. With
 * `--watch-list` it streams the initial state; without, it refuses to, as servers without the feature do.
 * Tells its port, and then serves until its parent goes away.
 */
const { values } = parseArgs({
  options: {
    pods: { type: 'string' },
    events: { type: 'string' },
    'watch-list': { type: 'boolean', default: false },
    cert: { type: 'string' },
    key: { type: 'string' },
  },
});
const pods = Number(values.pods);
const events = Number(values.events);
const listVersion = 1_000_000;
const chunkSize = 1 << 20;

/** Joins texts into buffers of about a megabyte: one string of all would be longer than V8 allows. */
function chunks(texts) {
  const all = [];
  let some = [];
  let size = 0;
  for (const text of texts) {
    some.push(text);
    size += text.length;
    if (size < chunkSize) continue;
    all.push(Buffer.from(some.join('')));
    some = [];
    size = 0;
  }
  all.push(Buffer.from(some.join('')));
  return all;
}

function* listText() {
  yield `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"${listVersion}"},"items":[`;
  for (let i = 0; i < pods; i++) yield (i === 0 ? '' : ',') + JSON.stringify(pod(i, 1000 + i, { inList: true }));
  yield ']}\n';
}

function* initialEventsText() {
  for (let i = 0; i < pods; i++) yield `${JSON.stringify({ type: 'ADDED', object: pod(i, 1000 + i) })}\n`;
  const metadata = {
    resourceVersion: String(listVersion),
    creationTimestamp: null,
    annotations: { 'k8s.io/initial-events-end': 'true' },
  };
  yield `${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', apiVersion: 'v1', metadata } })}\n`;
}

/** Half of the events bring new pods, the other half change them. */
function* eventsText() {
  const half = Math.ceil(events / 2);
  for (let i = 0; i < events; i++) {
    const type = i < half ? 'ADDED' : 'MODIFIED';
    yield `${JSON.stringify({ type, object: pod(i % half, listVersion + 1 + i) })}\n`;
  }
}

const watchList = values['watch-list'];
const initial = chunks(watchList ? initialEventsText() : listText());
const changes = chunks(eventsText());

async function send(response, bodies) {
  // A client that is gone has what it wanted.
  response.on('error', () => {});
  const closed = once(response, 'close');
  for (const body of bodies) {
    if (response.destroyed) return;
    if (!response.write(body)) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
  }
}

const { cert, key } = values;
if (cert === undefined || key === undefined) throw new Error('--cert and --key name files, and are needed');
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://server');
  const headers = { 'content-type': 'application/json' };
  if (pathname !== '/api/v1/pods') {
    response.writeHead(pathname === '/ping' ? 200 : 404, headers).end('{}');
    return;
  }
  if (searchParams.get('watch') === 'true' || searchParams.get('watch') === '1') {
    const streams = searchParams.get('sendInitialEvents') === 'true';
    if (streams && !watchList) {
      const message =
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
      response.writeHead(422, headers).end(
        JSON.stringify({
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message,
          reason: 'Invalid',
          code: 422,
        }),
      );
      return;
    }
    response.writeHead(200, headers);
    void send(response, streams ? [...initial, ...changes] : changes);
    return;
  }
  response.writeHead(200, headers);
  void send(response, initial).then(() => response.end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once('end', () => process.exit());
