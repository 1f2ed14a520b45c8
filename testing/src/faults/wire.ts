import type { Clock } from 'kube-client-runtime';
import type { Fault } from './fault.js';

/** The error of a connection that was cut, or refused, on purpose. It has the code of a real one. */
export class ConnectionCut extends Error {
  /** The code of a real error. */
  readonly code: 'ECONNRESET' | 'ECONNREFUSED';

  constructor(code: 'ECONNRESET' | 'ECONNREFUSED' = 'ECONNRESET') {
    super(code === 'ECONNRESET' ? 'the connection was cut, as the test asked for' : 'the server is paused or stopped');
    this.name = 'ConnectionCut';
    this.code = code;
  }
}

/** Resolves after a time, or when the signal fires. Leaves no timer and no listener. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(ms, done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Resolves when the signal fires. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Whether a fault changes how a body is sent. */
export function isWireFault(fault: Fault): boolean {
  return fault.type === 'cut' || fault.type === 'hold' || fault.type === 'drip';
}

/**
 * Passes a body through the faults that cut, hold or drip it. A cut throws `ConnectionCut`. A held body lasts until the signal
 * fires.
 */
export async function* throughFaults(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  faults: readonly Fault[],
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const cut = faults.find((fault) => fault.type === 'cut');
  const hold = faults.find((fault) => fault.type === 'hold');
  const drip = faults.find((fault) => fault.type === 'drip');
  const limit = Math.min(cut?.afterBytes ?? Infinity, hold?.afterBytes ?? (hold === undefined ? Infinity : 0));
  let sent = 0;
  for await (const chunk of body) {
    let rest = chunk;
    while (rest.length > 0 && sent < limit) {
      const portion = rest.subarray(0, Math.min(drip?.bytes ?? Infinity, limit - sent, rest.length));
      rest = rest.subarray(portion.length);
      sent += portion.length;
      yield portion;
      if (drip !== undefined && rest.length > 0) await pause(clock, drip.intervalMs, signal);
      if (signal.aborted) return;
    }
    if (sent >= limit) break;
  }
  // A body that ends before the cut is complete.
  if (sent < limit) return;
  if (hold !== undefined && (hold.afterBytes ?? 0) <= sent) await untilAborted(signal);
  else throw new ConnectionCut();
}
