import { linkSignals, onAbort } from './abort.js';

/** An operation whose result several callers wait for. */
export interface SharedRun<T> {
  /**
   * Resolves with the result of the operation. Rejects with the signal's reason when the signal fires. Aborts the operation when
   * no caller waits for it any more.
   */
  wait(signal: AbortSignal | undefined): Promise<T>;
}

/**
 * Starts an operation immediately.
 *
 * Calls `forget` if the operation fails, before its callers see the error, and if the operation is aborted because no caller
 * waits. Calls it only after `shareRun` has returned. Ignores the result of an aborted operation.
 */
export function shareRun<T>(work: (signal: AbortSignal) => Promise<T>, forget: () => void): SharedRun<T> {
  const operation = linkSignals();
  let waiting = 0;
  let settled = false;
  const begin = async (): Promise<T> => work(operation.signal);
  const result = begin();
  result.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
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
        if (waiting === 0 && !settled) {
          forget();
          operation.abort(new Error('no caller waits for the result any more'));
        }
      }
    },
  };
}
