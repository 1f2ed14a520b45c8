import type { IncomingMessage } from 'node:http';
import { Writable, type Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isConnectionError, isForbidden, isInternalError } from '../errors/index.js';
import { createRESTClient, type Middleware, type RESTClient } from '../rest/index.js';
import { serveHTTP, type Loopback } from '../rest/testdata/loopback.js';
import { attach, exec, type CommandTarget } from './index.js';

const pod: CommandTarget = {
  resource: {
    group: '',
    version: 'v1',
    kind: 'Pod',
    listKind: 'PodList',
    plural: 'pods',
    singular: 'pod',
    namespaced: true,
    verbs: ['get'],
    subresources: ['exec', 'attach'],
  },
  namespace: 'default',
  name: 'web',
};

const succeeded = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
const exited = (code: number) => ({
  ...succeeded,
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

/** Sends a message on a channel. */
function write(socket: WebSocket, channel: number, text: string): void {
  socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
}

/** Sends the result and ends the session, as a server does. */
function finish(socket: WebSocket, status: object): void {
  write(socket, 3, JSON.stringify(status));
  socket.close(1000);
}

/** Calls `stall` if `isStuck` holds for a number of turns of the event loop, which both sides share. */
function stallAfter(turns: number, isStuck: () => boolean, stall: () => void): void {
  if (!isStuck()) return;
  if (turns === 0) stall();
  else setImmediate(stallAfter, turns - 1, isStuck, stall);
}

let server: Loopback;
let rest: RESTClient;
let requests: string[];
let script: (socket: WebSocket) => void;
let protocols: string[];
let authorizations: (string | undefined)[];
let accept: (attempt: number) => boolean;

beforeEach(async () => {
  requests = [];
  authorizations = [];
  protocols = ['v5.channel.k8s.io'];
  accept = () => true;
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  server = await serveHTTP((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...succeeded, status: 'Failure', reason: 'Forbidden', code: 403, message: 'no exec for you' }));
  });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(request.url ?? '');
    authorizations.push(request.headers.authorization);
    if (!accept(requests.length)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => script(webSocket));
  });
  rest = createRESTClient({ host: server.url });
});

afterEach(async () => {
  rest.close();
  await server.close();
});

test('returns the exit code and both outputs of a command', async () => {
  script = (socket) => {
    write(socket, 1, 'out\n');
    write(socket, 2, 'err\n');
    finish(socket, exited(3));
  };
  await expect(exec(rest, pod, { command: ['sh', '-c', 'exit 3'], container: 'main' })).resolves.toEqual({
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
  expect(requests).toEqual([
    '/api/v1/namespaces/default/pods/web/exec?command=sh&command=-c&command=exit+3&container=main&stderr=true&stdout=true',
  ]);
});

test('sends the input and closes it (half-close)', async () => {
  script = (socket) => {
    const received: Buffer[] = [];
    socket.on('message', (message: Buffer) => {
      if (message[0] !== 255) received.push(message.subarray(1));
      else {
        write(socket, 1, `${Buffer.concat(received).toString()} on ${String(message[1])}`);
        finish(socket, succeeded);
      }
    });
  };
  const { code, stdout } = await exec(rest, pod, { command: ['cat'], stdin: 'hello' });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello on 0' });
});

test('falls back to version 4, which cannot close the input', async () => {
  protocols = ['v4.channel.k8s.io'];
  script = (socket) => socket.once('message', () => finish(socket, succeeded));
  await expect(exec(rest, pod, { command: ['head', '-1'], stdin: 'a\n' })).resolves.toMatchObject({ code: 0 });
});

test('reports the size of the terminal', async () => {
  async function* sizes() {
    yield { width: 80, height: 24 };
  }
  script = (socket) =>
    socket.once('message', (message: Buffer) => {
      write(socket, 1, message.subarray(1).toString());
      finish(socket, succeeded);
    });
  const { stdout } = await attach(rest, pod, { tty: true, resize: sizes() });
  expect(stdout).toBe('{"Width":80,"Height":24}');
});

test('rejects with the status of a command that cannot be started', async () => {
  const message = 'exec: "nope": executable file not found';
  script = (socket) => finish(socket, { ...succeeded, status: 'Failure', reason: 'InternalError', code: 500, message });
  const error: unknown = await exec(rest, pod, { command: ['nope'] }).catch((thrown: unknown) => thrown);
  expect(isInternalError(error)).toBe(true);
  expect(String(error)).toContain(message);
});

test('rejects with the status of a refused handshake', async () => {
  rest.close();
  const withoutUpgrade: Middleware = (next) => ({
    send: ({ webSocketProtocols: _protocols, ...request }, signal) => next.send(request, signal),
  });
  rest = createRESTClient({ host: server.url, middleware: [withoutUpgrade] });
  const error: unknown = await exec(rest, pod, { command: ['ls'] }).catch((thrown: unknown) => thrown);
  expect(isForbidden(error)).toBe(true);
});

test('renews the credentials once after 401', async () => {
  let token = 'old';
  accept = (attempt) => attempt > 1;
  script = (socket) => finish(socket, succeeded);
  rest = createRESTClient({
    host: server.url,
    authProvider: {
      credentials: () => Promise.resolve({ headers: { authorization: `Bearer ${token}` } }),
      rejected: () => {
        token = 'new';
        return Promise.resolve(true);
      },
    },
  });
  await expect(exec(rest, pod, { command: ['ls'] })).resolves.toMatchObject({ code: 0 });
  expect(authorizations).toEqual(['Bearer old', 'Bearer new']);
});

test('rejects with a connection error if the connection ends before the result', async () => {
  script = (socket) => socket.terminate();
  const error: unknown = await exec(rest, pod, { command: ['ls'] }).catch((thrown: unknown) => thrown);
  expect(isConnectionError(error)).toBe(true);
});

test("closes the connection and rejects with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const closed = new Promise((resolve) => {
    script = (socket) => {
      socket.once('close', resolve);
      controller.abort(reason);
    };
  });
  await expect(exec(rest, pod, { command: ['sleep'], signal: controller.signal })).rejects.toBe(reason);
  await closed;
});

test('rejects with the error of an input, and closes the connection', async () => {
  async function* broken() {
    yield 'a';
    throw new Error('disk error');
  }
  const closed = new Promise((resolve) => {
    script = (socket) => socket.once('close', resolve);
  });
  await expect(exec(rest, pod, { command: ['cat'], stdin: broken() })).rejects.toThrow('disk error');
  await closed;
});

test('refuses more output than the limit', async () => {
  script = (socket) => {
    write(socket, 1, 'x'.repeat(100));
    finish(socket, succeeded);
  };
  await expect(exec(rest, pod, { command: ['yes'], maxOutputBytes: 99 })).rejects.toThrow(
    'stdout has more than 99 bytes: raise maxOutputBytes, or pass a stream as stdout',
  );
});

test('a slow reader slows the server down', async () => {
  const piece = Buffer.concat([Buffer.of(1), Buffer.alloc(65_536)]);
  const pieces = 400;
  let sent = 0;
  let stall = (): void => {};
  const stalled = new Promise<void>((resolve) => (stall = resolve));
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  script = (socket) => {
    const next = (): void => {
      if (sent === pieces) finish(socket, succeeded);
      else {
        const before = sent;
        socket.send(piece, () => {
          sent += 1;
          next();
        });
        stallAfter(100, () => sent === before, stall);
      }
    };
    next();
  };
  let received = 0;
  const slow = new Writable({
    write(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      void held.then(() => done());
    },
  });
  const running = exec(rest, pod, { command: ['cat', '/dev/zero'], stdout: slow });
  // The buffers of both sides are full.
  await stalled;
  expect(received).toBe(65_536);
  expect(sent).toBeLessThan(pieces);
  release();
  await expect(running).resolves.toMatchObject({ code: 0 });
  expect(received).toBe(pieces * 65_536);
});
