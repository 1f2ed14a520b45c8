/** What `setupSignalHandler` needs of `process`. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
  exit(code: number): unknown;
}

let installed: AbortSignal | undefined;

/**
 * A signal that fires at the first SIGINT or SIGTERM of the process. The second exits at once with code 1.
 * To be called once, by `main`; calling it again gives the same signal.
 */
export function setupSignalHandler(): AbortSignal {
  installed ??= handleSignals(process);
  return installed;
}

/** `setupSignalHandler` for a source of signals that is not the process. */
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
