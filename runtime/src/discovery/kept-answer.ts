import type { CallOptions } from '../meta/index.js';
import { shareRun, type SharedRun } from '../util/shared-run.js';

/**
 * A question that is put once: who asks meanwhile waits for the same answer, and who asks later is given it again. A failure is not
 * kept. Each signal ends its own caller's waiting, and the question itself only when nobody waits any more; its `timeoutMs` is the
 * first caller's.
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
