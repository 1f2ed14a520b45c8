import type { CallOptions } from '../meta/index.js';
import { onAbort } from '../util/index.js';

interface Flight<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
  settled: boolean;
}

/**
 * A question that is put once: who asks meanwhile waits for the same answer, and who asks later is given it again. A failure is not
 * kept. Each signal ends its own caller's waiting, and the question itself only when nobody waits any more; its `timeoutMs` is the
 * first caller's.
 */
export function keepAnswer<T>(ask: (options: CallOptions) => Promise<T>): (options?: CallOptions) => Promise<T> {
  let flight: Flight<T> | undefined;

  const takeOff = (timeoutMs: number | undefined): Flight<T> => {
    const controller = new AbortController();
    const started: Flight<T> = { answer: ask({ signal: controller.signal, timeoutMs }), controller, waiting: 0, settled: false };
    const settle = (): void => {
      started.settled = true;
    };
    started.answer.then(settle, () => {
      settle();
      // Whoever waits hears of it. One who asks after this starts anew.
      if (flight === started) flight = undefined;
    });
    return started;
  };

  return async ({ signal, timeoutMs } = {}) => {
    signal?.throwIfAborted();
    flight ??= takeOff(timeoutMs);
    const current = flight;
    current.waiting++;
    try {
      return await withSignal(current.answer, signal);
    } finally {
      current.waiting--;
      if (current.waiting === 0 && !current.settled) {
        if (flight === current) flight = undefined;
        current.controller.abort(signal?.reason);
      }
    }
  };
}

/** The answer, or the signal's reason where it fires before. */
async function withSignal<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let unlink = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    unlink = onAbort(signal, resolve);
  });
  try {
    await Promise.race([answer, aborted]);
    signal?.throwIfAborted();
    return await answer;
  } finally {
    unlink();
  }
}
