import type { CallOptions } from '../meta/index.js';
import { shareRun, type SharedRun } from '../util/shared-run.js';

/**
 * Wraps a request so that its response is shared by concurrent callers and remembered for later ones. A failure is not
 * remembered. A signal ends only its own call; the request ends when no caller waits for it. Its `timeoutMs` is that of the first
 * caller.
 */
export function keepAnswer<T>(ask: (options: CallOptions) => Promise<T>): (options?: CallOptions) => Promise<T> {
  let kept: SharedRun<T> | undefined;

  const begin = (timeoutMs: number | undefined): SharedRun<T> => {
    const run = shareRun(
      (signal) => ask({ signal, timeoutMs }),
      () => {
        if (kept === run) kept = undefined;
      },
    );
    return run;
  };

  return async ({ signal, timeoutMs } = {}) => {
    signal?.throwIfAborted();
    kept ??= begin(timeoutMs);
    return kept.wait(signal);
  };
}
