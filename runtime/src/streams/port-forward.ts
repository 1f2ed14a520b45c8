import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import type { CallOptions } from '../meta/index.js';
import { buildRequest, type RESTClient, type WebSocketConnection } from '../rest/index.js';
import { onAbort } from '../util/index.js';
import { ForwardedStream } from './forwarded-stream.js';
import type { CommandTarget } from './remote-command.js';

/** The subprotocol that tunnels SPDY in WebSocket messages. API servers have it since Kubernetes 1.31. */
const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';

/** Options of `portForward`. */
export interface PortForwardOptions extends CallOptions {
  /** Called with the error of a forwarded connection that breaks. The listener goes on. Default: errors are dropped */
  onError?: ((error: Error, remotePort: number) => void) | undefined;
}

/** Options of `listen`. */
export interface ListenOptions {
  /** The local port. Default: a free port */
  localPort?: number | undefined;
  /** The local address. Default: `127.0.0.1` */
  host?: string | undefined;
}

/** A local port whose connections are forwarded. */
export interface ForwardedPort {
  /** The local address. */
  readonly host: string;
  /** The local port. */
  readonly port: number;
  /** Closes the listener and its connections. */
  close(): Promise<void>;
}

/** Connections to the ports of one pod. */
export interface PortForward {
  /**
   * Opens a connection to a port of the pod. The stream ends when the server ends it; `end()` closes only the own direction (half-close).
   *
   * Rejects as `portForward` does. A port on which nobody listens is an error of the stream.
   */
  connect(remotePort: number): Promise<Duplex>;
  /** Listens on a local port and forwards each connection to a port of the pod. Rejects if the local port cannot be used. */
  listen(remotePort: number, options?: ListenOptions): Promise<ForwardedPort>;
  /** Closes all listeners and connections. */
  close(): Promise<void>;
}

/**
 * Opens a connection to a pod for its ports. Opens one WebSocket immediately, to report a pod that cannot be reached. The signal
 * ends all connections.
 *
 * ```ts
 * import { portForward } from 'kube-client-runtime/streams';
 * import { podResource } from './generated/core/v1/index.js';
 *
 * async function forward(name: string): Promise<number> {
 *   const forwarder = await portForward(rest, { resource: podResource, namespace: 'default', name }, { signal });
 *   const { port } = await forwarder.listen(80);
 *   return port;
 * }
 * ```
 *
 * Rejects with a `StatusError` if the server refuses the request.
 * Rejects with a `ConnectionError` if the server cannot be reached.
 */
export async function portForward(
  rest: RESTClient,
  { resource, namespace, name }: CommandTarget,
  options: PortForwardOptions = {},
): Promise<PortForward> {
  const { signal, onError = () => {}, ...callOptions } = options;
  const request = buildRequest({ verb: 'get', resource, namespace, name, subresource: 'portforward', accept: '*/*' });
  const open = (): Promise<WebSocketConnection> => rest.webSocket(request, [tunnelProtocol], { ...callOptions, signal });
  const streams = new Set<Duplex>();
  const listeners = new Set<Listener>();
  let spare: WebSocketConnection | undefined = await open();
  void spare.closed.then(() => (spare = undefined));
  let isClosed = false;

  const connect = async (remotePort: number): Promise<Duplex> => {
    checkPort(remotePort, 1);
    if (isClosed) throw new Error('the port-forward is closed');
    const connection = spare ?? (await open());
    if (connection === spare) spare = undefined;
    const stream = new ForwardedStream(connection, remotePort);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    // Reported by pipelines and by the caller's own listeners.
    stream.on('error', () => {});
    return stream;
  };

  const listen = async (
    remotePort: number,
    { localPort = 0, host = '127.0.0.1' }: ListenOptions = {},
  ): Promise<ForwardedPort> => {
    checkPort(remotePort, 1);
    checkPort(localPort, 0);
    if (isClosed) throw new Error('the port-forward is closed');
    const listener = await startListener(host, localPort, (socket) => {
      forward(socket, connect(remotePort)).catch((error: unknown) => {
        socket.destroy();
        if (!isClosed) onError(error instanceof Error ? error : new Error('forwarding failed', { cause: error }), remotePort);
      });
    });
    listeners.add(listener);
    const close = async (): Promise<void> => {
      listeners.delete(listener);
      await listener.close();
    };
    return { host, port: listener.port, close };
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    unlisten();
    spare?.close();
    for (const stream of streams) stream.destroy();
    await Promise.all([...listeners].map((listener) => listener.close()));
  };
  const unlisten = onAbort(signal, () => void close());
  return { connect, listen, close };
}

/** Moves bytes in both directions until both have ended. Rejects with the error of the first side that fails. */
async function forward(socket: Socket, opening: Promise<Duplex>): Promise<void> {
  // A socket that fails while the connection is opened is destroyed, which is seen below.
  socket.on('error', () => {});
  const stream = await opening;
  if (socket.destroyed) {
    stream.destroy();
    return;
  }
  const copy = (from: Duplex, to: Duplex): Promise<void> =>
    new Promise((resolve, reject) => {
      pipeline(from, to, (error) => (error ? reject(error) : resolve()));
    });
  try {
    await Promise.all([copy(socket, stream), copy(stream, socket)]);
  } finally {
    stream.destroy();
  }
}

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

function startListener(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    // A client that has sent everything may still wait for the answer.
    const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      onConnection(socket);
    });
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        port: actual,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function checkPort(port: number, least: number): void {
  if (!Number.isInteger(port) || port < least || port > 65_535) {
    throw new RangeError(`a port is a whole number from ${least} to 65535, not ${String(port)}`);
  }
}
