import { ConnectionError, isConnectionError, isStatusError, newConnectionError } from '../errors/index.js';
import { linkSignals, onAbort, type Clock } from '../util/index.js';

/** The code of the `ConnectionError` of a response that did not end within `StreamOptions.endTimeoutMs`. */
export const overdueAnswer = 'ERR_OVERDUE_ANSWER';

/** The signal and the timers of one call. */
export interface CallScope {
  /** Ends the call. */
  readonly signal: AbortSignal;
  /**
   * Ends the call after `ms`, unless it has ended. 0 means no limit. `what` names the missed event in the message.
   *
   * Returns a function that cancels the limit.
   */
  limit(ms: number, what: string, code?: string): () => void;
  /**
   * Waits for a promise that may ignore the signal. Rejects with the signal's reason if the signal fires first. `late` then
   * receives the result that the promise still yields.
   */
  wait<T>(work: Promise<T>, late?: (value: T) => void): Promise<T>;
  /**
   * Returns the error for the caller: the signal's reason if the signal has fired, else an error that names the failed request.
   */
  explain(error: unknown): unknown;
  /** Ends the call. */
  abort(reason: unknown): void;
  /** Cancels the timers and removes the listeners. May be called several times. */
  end(): void;
}

/** Creates the scope of a call. `url` must not contain credentials, because it becomes part of messages. */
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
      // Nobody waits for the failure any more.
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
