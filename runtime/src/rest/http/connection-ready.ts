import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../util/index.js';

/** The time to resolve the name and to connect, as in client-go. Unit: milliseconds */
const connectTimeoutMs = 30_000;
/** The time for the TLS handshake, as in client-go. Unit: milliseconds */
const handshakeTimeoutMs = 10_000;

/**
 * Calls `ready` when the request can be written to its socket: immediately for a reused connection, after the TLS handshake for a
 * new one.
 *
 * Destroys the request with an `ETIMEDOUT` error after a time limit. Does not call `ready` if the request has ended before.
 */
export function whenReady(message: ClientRequest, socket: Socket, clock: Clock, ready: () => void): void {
  let cancelLimit = (): void => {};
  const limit = (ms: number, what: string): void => {
    cancelLimit = clock.schedule(ms, () => {
      message.destroy(Object.assign(new Error(`${what} within ${ms / 1000} s`), { code: 'ETIMEDOUT' }));
    });
  };
  const proceed = (): void => {
    cancelLimit();
    if (message.destroyed) return;
    if (socket.connecting) {
      limit(connectTimeoutMs, 'no connection');
      socket.once('connect', proceed);
    } else if (socket instanceof TLSSocket && !isSecured(socket)) {
      limit(handshakeTimeoutMs, 'the TLS handshake did not end');
      socket.once('secureConnect', proceed);
    } else ready();
  };
  message.once('close', () => cancelLimit());
  proceed();
}

/** Whether the handshake has ended. If the certificate was not verified, `authorizationError` has the reason. */
function isSecured(socket: TLSSocket): boolean {
  return socket.authorized || Boolean(socket.authorizationError);
}
