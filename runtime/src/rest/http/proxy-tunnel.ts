import { connect as connectTCP, isIPv4, isIPv6, type Socket } from 'node:net';
import { connect as connectTLS } from 'node:tls';
import { onAbort, type Clock } from '../../util/index.js';

/** The time to open a tunnel: to connect to the proxy, and for the proxy to reach its target. Unit: milliseconds */
const tunnelTimeoutMs = 30_000;
/** The maximum size of a proxy's response head. Unit: bytes */
const longestHead = 16_384;

/**
 * Opens a connection to a target through a proxy, ready for TLS or HTTP. The signal aborts connecting, and has no effect on an
 * open tunnel.
 *
 * An https proxy is verified against the system's authorities, and never receives the client certificate for the target.
 *
 * Rejects with an error that names the proxy without its user and password.
 */
export async function openTunnel(proxy: URL, host: string, port: number, clock: Clock, signal?: AbortSignal): Promise<Socket> {
  signal?.throwIfAborted();
  const secure = proxy.protocol === 'https:';
  const socks = proxy.protocol.startsWith('socks5');
  const proxyHost = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
  const proxyPort = proxy.port === '' ? (secure ? 443 : socks ? 1080 : 80) : Number(proxy.port);
  const socket = secure
    ? connectTLS({
        host: proxyHost,
        port: proxyPort,
        ALPNProtocols: ['http/1.1'],
        ...(isIPv4(proxyHost) || isIPv6(proxyHost) ? {} : { servername: proxyHost }),
      })
    : connectTCP({ host: proxyHost, port: proxyPort });
  const reader = newReader(socket, clock);
  // The reader then ends, because the socket closes.
  const removeListener = onAbort(signal, () => socket.destroy());
  try {
    await reader.connected(secure ? 'secureConnect' : 'connect');
    await (socks ? speakSOCKS5(socket, reader, proxy, host, port) : speakCONNECT(socket, reader, proxy, host, port));
    reader.release();
    return socket;
  } catch (error) {
    socket.destroy();
    const message = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
    throw new Error(`proxy ${proxy.protocol}//${proxy.host}: ${message}`, { cause: error });
  } finally {
    removeListener();
    reader.end();
  }
}

/**
 * Opens a tunnel through an HTTP proxy.
 *
 * Source: RFC 9110, section 9.3.6
 */
async function speakCONNECT(socket: Socket, reader: Reader, proxy: URL, host: string, port: number): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const authorization = proxyAuthorization(proxy);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await reader.until('\r\n\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) throw new Error('did not answer as an HTTP proxy');
  if (!status.startsWith('2')) {
    const advice = status === '407' ? ': the proxy URL needs a user and password' : '';
    throw new Error(`refused to connect to ${authority} with the status code ${status}${advice}`);
  }
}

/**
 * Opens a tunnel through a SOCKS5 proxy, which resolves the name of the target.
 *
 * Source: RFC 1928 and, for user and password, RFC 1929
 */
async function speakSOCKS5(socket: Socket, reader: Reader, proxy: URL, host: string, port: number): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  const withPassword = user.length > 0;
  if (user.length > 255 || password.length > 255) throw new Error('user and password must not exceed 255 bytes each');
  socket.write(Buffer.from(withPassword ? [5, 2, 0, 2] : [5, 1, 0]));
  const [version, method] = await reader.take(2);
  if (version !== 5) throw new Error('did not answer as a SOCKS5 proxy');
  if (method === 2 && withPassword) {
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
    if ((await reader.take(2))[1] !== 0) throw new Error('refused the user and password');
  } else if (method !== 0) {
    throw new Error('supports no authentication method that this client supports');
  }
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(host), Buffer.from([port >> 8, port & 255])]));
  const [, reply = 1, , type] = await reader.take(4);
  if (reply !== 0) throw new Error(`could not connect to ${host}:${port}: ${socksReplies[reply] ?? `reply ${reply}`}`);
  const length = type === 1 ? 4 : type === 4 ? 16 : (await reader.take(1))[0];
  await reader.take((length ?? 0) + 2);
}

const socksReplies: readonly string[] = [
  '',
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'time to live expired',
  'command not supported',
  'address type not supported',
];

function socksAddress(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw new Error('the name of the host has more than 255 bytes');
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

/** Returns the header value with a proxy's user and password, or undefined without them. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A reader of exact parts of a socket's data. It leaves further data to the next owner of the socket. */
interface Reader {
  /** Waits until the socket is connected. */
  connected(event: 'connect' | 'secureConnect'): Promise<void>;
  /** Reads up to and including `mark`. */
  until(mark: string): Promise<string>;
  /** Reads `length` bytes. */
  take(length: number): Promise<Buffer>;
  /** Stops reading, and returns surplus bytes to the socket. */
  release(): void;
  /** Cancels the time limit. */
  end(): void;
}

function newReader(socket: Socket, clock: Clock): Reader {
  let buffered = Buffer.alloc(0);
  let failure: Error | undefined;
  let wake = (): void => {};
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const onData = (chunk: Buffer): void => {
    buffered = Buffer.concat([buffered, chunk]);
    wake();
  };
  const onEnd = (): void => fail(new Error('closed the connection'));
  const cancelTimer = clock.schedule(tunnelTimeoutMs, () =>
    fail(new Error(`opened no tunnel within ${tunnelTimeoutMs / 1000} s`)),
  );
  socket.on('data', onData).on('error', fail).on('close', onEnd).on('end', onEnd);

  const waitFor = async <T>(found: () => T | undefined): Promise<T> => {
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const cut = (length: number): Buffer => {
    const part = buffered.subarray(0, length);
    buffered = buffered.subarray(length);
    return part;
  };
  return {
    end: cancelTimer,
    async connected(event) {
      let ready = false;
      socket.once(event, () => {
        ready = true;
        wake();
      });
      await waitFor(() => ready || undefined);
    },
    until: (mark) =>
      waitFor(() => {
        const at = buffered.indexOf(mark);
        if (at < 0 && buffered.length > longestHead) throw new Error('sent a response head that is too long');
        return at < 0 ? undefined : cut(at + mark.length).toString('latin1');
      }),
    take: (length) => waitFor(() => (buffered.length < length ? undefined : cut(length))),
    release() {
      socket.off('data', onData).off('error', fail).off('close', onEnd).off('end', onEnd);
      // The next owner adds its error listener later. Until then, this listener prevents an uncaught error.
      socket.on('error', () => {});
      socket.pause();
      if (buffered.length > 0) socket.unshift(buffered);
    },
  };
}
