import { ConnectionError, isConnectionError, isStatusError, newConnectionError } from '../errors/index.js';
import { linkSignals, onAbort, type Clock } from '../util/index.js';

/** The code of the `ConnectionError` of an answer that has not ended after `StreamOptions.endTimeoutMs`. */
export const overdueAnswer = 'ERR_OVERDUE_ANSWER';

/** What one call holds while it lasts: a signal that ends it, and its time limits. */
export interface CallScope {
  readonly signal: AbortSignal;
  /**
   * Ends the call, unless it is over, when `ms` have passed; 0 is never. The message says what did not happen. Returns what takes
   * it back.
   */
  limit(ms: number, what: string, code?: string): () => void;
  /**
   * Waits for work that may not know the signal. Rejects with the signal's reason when it fires first; `late` then receives what the
   * work still brings.
   */
  wait<T>(work: Promise<T>, late?: (value: T) => void): Promise<T>;
  /**
   * The error that a caller is to see for one that was caught: the signal's reason first, then one that says which request
   * failed.
   */
  explain(error: unknown): unknown;
  /** Ends whatever is still under way. */
  abort(reason: unknown): void;
  /** Lets go of timers and signals. May be called more than once. */
  end(): void;
}

/** `url` may hold no credential. */
export function newCallScope(request: { method: string; url: string }, signal: AbortSignal | undefined, clock: Clock): CallScope {
  const linked = linkSignals(signal);
  const timers = new Set<() => void>();
  return {
    signal: linked.signal,
    limit(ms, what, code = 'ETIMEDOUT') {
      if (ms <= 0) return () => {};
      const stop = (): void => {
        timers.delete(stop);
        cancel();
      };
      const cancel = clock.schedule(ms, () => {
        timers.delete(stop);
        linked.abort(new ConnectionError(`${request.method} ${request.url}: ${what} within ${ms} ms`, { code }));
      });
      timers.add(stop);
      return stop;
    },
    async wait<T>(work: Promise<T>, late: (value: T) => void = () => {}): Promise<T> {
      let unlisten = (): void => {};
      const aborted = new Promise<undefined>((resolve) => {
        unlisten = onAbort(linked.signal, () => resolve(undefined));
      });
      try {
        const first = await Promise.race([work.then((value) => ({ value })), aborted]);
        if (first !== undefined) return first.value;
      } finally {
        unlisten();
      }
      // How it fails concerns nobody any more.
      work.then(late, () => {});
      linked.signal.throwIfAborted();
      return work;
    },
    explain(error) {
      const reason: unknown = linked.signal.reason;
      if (linked.signal.aborted) return reason;
      if (isStatusError(error) || isConnectionError(error)) return error;
      return newConnectionError({ ...request, cause: error });
    },
    abort: (reason) => linked.abort(reason),
    end() {
      linked.unlink();
      for (const stop of [...timers]) stop();
    },
  };
}
