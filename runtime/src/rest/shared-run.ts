import { linkSignals, onAbort } from '../util/index.js';

/** A piece of work that several callers wait for. */
export interface SharedRun<T> {
  /** Rejects with the signal's reason when it fires; when that leaves nobody waiting, the work is aborted. */
  wait(signal: AbortSignal | undefined): Promise<T>;
}

/**
 * Begins the work. `abandoned` is called before it is aborted because nobody waits any more; what it comes to after that is of no
 * interest to anybody.
 */
export function shareRun<T>(work: (signal: AbortSignal) => Promise<T>, abandoned: () => void): SharedRun<T> {
  const life = linkSignals();
  let waiting = 0;
  let over = false;
  // Begun a moment later, so that the caller has the run in its hands when it ends.
  const result = Promise.resolve()
    .then(() => work(life.signal))
    .finally(() => (over = true));
  // Whoever waits hears of a failure; when nobody does, nobody is interested.
  result.catch(() => {});
  return {
    async wait(signal) {
      waiting += 1;
      let unlisten = (): void => {};
      const aborted = new Promise<undefined>((resolve) => {
        unlisten = onAbort(signal, () => resolve(undefined));
      });
      try {
        const first = await Promise.race([result.then((value) => ({ value })), aborted]);
        if (first !== undefined) return first.value;
        signal?.throwIfAborted();
        return await result;
      } finally {
        unlisten();
        waiting -= 1;
        if (waiting === 0 && !over) {
          abandoned();
          life.abort(new Error('nobody waits for the credential any more'));
        }
      }
    },
  };
}
