import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { parseArgs } from 'node:util';
import { pod } from './pods.mjs';

/**
 * A process that simulates an API server with one collection of pods. `--pods N` are in the list, and `--events N` are in the
 * following watch, which is as fast as the client reads.
 *
 * All responses are bytes before the first request, so that the server's work is not measured. With `--watch-list`, streams the
 * initial state. Without it, refuses such requests as old servers do. Sends its port to its parent, and serves until the parent
 * ends.
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

/** Joins texts into buffers of about 1 MB. A single string would exceed V8's limit. */
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

/** Yields the events: half of them add new pods, the other half change pods. */
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
  // A client that disconnects has all it needs.
  response.on('error', () => {});
  const closed = once(response, 'close');
  for (const body of bodies) {
    if (response.destroyed) return;
    if (!response.write(body)) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
  }
}

const { cert, key } = values;
if (cert === undefined || key === undefined)
  throw new Error('--cert and --key are required: the files of a certificate and its key');
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
