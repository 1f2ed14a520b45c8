import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../util/index.js';

/** Milliseconds that looking up the name and connecting may take. The limits are those of client-go. */
const connectTimeoutMs = 30_000;
/** Milliseconds that a TLS handshake may take. */
const handshakeTimeoutMs = 10_000;

/**
 * Calls `ready` when a request can be written to the socket that it was given: at once for a kept connection, and after the TLS
 * handshake for a new one. Destroys the request with an `ETIMEDOUT` error when that takes too long. Does not call
 * `ready` for a request that has ended before.
 */
export function whenReady(message: ClientRequest, socket: Socket, clock: Clock, ready: () => void): void {
  let disarm = (): void => {};
  const limit = (ms: number, what: string): void => {
    disarm = clock.schedule(ms, () => {
      message.destroy(Object.assign(new Error(`${what} within ${ms / 1000} s`), { code: 'ETIMEDOUT' }));
    });
  };
  const proceed = (): void => {
    disarm();
    if (message.destroyed) return;
    if (socket.connecting) {
      limit(connectTimeoutMs, 'no connection');
      socket.once('connect', proceed);
    } else if (socket instanceof TLSSocket && !isSecured(socket)) {
      limit(handshakeTimeoutMs, 'the TLS handshake did not end');
      socket.once('secureConnect', proceed);
    } else ready();
  };
  message.once('close', () => disarm());
  proceed();
}

/** Whether the handshake has ended. A certificate that is not verified leaves the reason. */
function isSecured(socket: TLSSocket): boolean {
  return socket.authorized || Boolean(socket.authorizationError);
}
