import { linkSignals, onAbort } from './abort.js';

/** A piece of work that several callers wait for. */
export interface SharedRun<T> {
  /** Rejects with the signal's reason when it fires; when that leaves nobody waiting, the work is aborted. */
  wait(signal: AbortSignal | undefined): Promise<T>;
}

/**
 * Begins the work at once. `forget` is called, after this has returned, when it fails, before those who wait hear of it; and before it is
 * aborted because nobody waits any more: what it comes to after that is of no interest to anybody.
 */
export function shareRun<T>(work: (signal: AbortSignal) => Promise<T>, forget: () => void): SharedRun<T> {
  const life = linkSignals();
  let waiting = 0;
  let over = false;
  const begin = async (): Promise<T> => work(life.signal);
  const result = begin();
  result.then(
    () => {
      over = true;
    },
    () => {
      over = true;
      forget();
    },
  );
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
          forget();
          life.abort(new Error('nobody waits for it any more'));
        }
      }
    },
  };
}
