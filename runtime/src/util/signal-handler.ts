/** The methods of `process` that `handleSignals` uses. */
export interface SignalSource {
  /** Adds a listener for a signal of the operating system. */
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
  /** Ends the process. */
  exit(code: number): unknown;
}

let installed: AbortSignal | undefined;

/**
 * Returns an `AbortSignal` that fires at the first SIGINT or SIGTERM of the process. The second one ends the process immediately,
 * with exit code 1.
 *
 * Call it once, in `main`. Further calls return the same signal.
 */
export function setupSignalHandler(): AbortSignal {
  installed ??= handleSignals(process);
  return installed;
}

/** Returns what `setupSignalHandler` returns, for a source of signals that tests control. */
export function handleSignals(source: SignalSource): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: string): void => {
    if (controller.signal.aborted) {
      source.exit(1);
      return;
    }
    const reason = new Error(`received ${name}`);
    reason.name = 'AbortError';
    controller.abort(reason);
  };
  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  return controller.signal;
}
