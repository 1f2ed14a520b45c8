import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A server on a loopback port. It counts its connections, and closes them when it is closed. */
export interface Loopback {
  /** The port. */
  readonly port: number;
  /** The URL. */
  readonly url: string;
  /** The number of connections that were made, and of open connections. */
  readonly connections: { made: number; open: number };
  /** The open connections. */
  readonly sockets: ReadonlySet<Socket>;
  /** The Node server. */
  readonly server: net.Server;
  /** Closes the server and its connections. */
  close(): Promise<void>;
}

async function listen(server: net.Server, scheme: string): Promise<Loopback> {
  const connections = { made: 0, open: 0 };
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.made += 1;
    connections.open += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      connections.open -= 1;
      sockets.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    connections,
    sockets,
    server,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Starts an HTTP server. */
export function serveHTTP(handler: http.RequestListener): Promise<Loopback> {
  return listen(http.createServer({ keepAliveTimeout: 60_000 }, handler), 'http');
}

/** Starts an HTTPS server. */
export function serveHTTPS(options: https.ServerOptions, handler: http.RequestListener): Promise<Loopback> {
  return listen(
    https.createServer({ keepAliveTimeout: 60_000, ...options }, handler).on('tlsClientError', () => {}),
    'https',
  );
}

/** Starts a TCP server. */
export function serveTCP(onSocket: (socket: Socket) => void): Promise<Loopback> {
  return listen(net.createServer(onSocket), 'tcp');
}

/** Starts an HTTP proxy, with CONNECT and absolute URLs. `authorization` is the required `Proxy-Authorization` header. */
export async function serveProxy(authorization?: string): Promise<Loopback & { readonly log: string[] }> {
  const log: string[] = [];
  const refused = (request: http.IncomingMessage): boolean =>
    authorization !== undefined && request.headers['proxy-authorization'] !== authorization;
  const server = http.createServer((request, response) => {
    log.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (refused(request)) return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    request.pipe(
      http.request(request.url ?? '', { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request: http.IncomingMessage, socket: Socket) => {
    log.push(`CONNECT ${request.url ?? ''}`);
    if (refused(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port] = (request.url ?? '').split(':');
    const target = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  return { ...(await listen(server, 'http')), log };
}

/** Starts a SOCKS5 proxy that connects every request to one local port. */
export async function serveSOCKS5(port: number, login?: string): Promise<Loopback & { readonly log: string[] }> {
  const log: string[] = [];
  const loopback = await serveTCP((socket) => {
    let step: 'greeting' | 'login' | 'request' = 'greeting';
    socket.on('data', function onData(chunk: Buffer) {
      if (step === 'greeting') {
        step = login === undefined ? 'request' : 'login';
        socket.write(Buffer.from([5, login === undefined ? 0 : 2]));
      } else if (step === 'login') {
        step = 'request';
        const userLength = chunk[1] ?? 0;
        const given = `${chunk.toString('utf8', 2, 2 + userLength)}:${chunk.toString('utf8', 3 + userLength)}`;
        socket.write(Buffer.from([1, given === login ? 0 : 1]));
      } else {
        const length = chunk[4] ?? 0;
        log.push(
          chunk[3] === 3
            ? `${chunk.toString('utf8', 5, 5 + length)}:${chunk.readUInt16BE(5 + length)}`
            : `ip:${chunk.readUInt16BE(8)}`,
        );
        socket.off('data', onData);
        const target = net.connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          socket.pipe(target).pipe(socket);
        });
        target.on('error', () => socket.destroy());
        socket.on('close', () => target.destroy());
      }
    });
  });
  return { ...loopback, log };
}
