import type { Clock } from '../../util/index.js';
import { shareRun, type SharedRun } from '../../util/shared-run.js';
import type { AuthProvider } from './auth-provider.js';
import {
  renewalStep,
  sameCredentials,
  type ExpiringCredentials,
  type RenewalAction,
  type RenewalEvent,
  type RenewalState,
} from './renewal-step.js';

/**
 * Creates a provider that calls `renew` when credentials expire and when the server rejects them. All waiting requests share one
 * call, whose signal fires if no request waits any more. `first` are the credentials before the first renewal.
 */
export function newRenewingProvider(
  renew: (signal: AbortSignal) => Promise<ExpiringCredentials>,
  clock: Clock,
  first?: ExpiringCredentials,
): AuthProvider {
  let state: RenewalState = first === undefined ? { type: 'none' } : { type: 'ready', credentials: first };
  let running: SharedRun<ExpiringCredentials> | undefined;

  const advance = (event: RenewalEvent): RenewalAction => {
    const [next, action] = renewalStep(state, event);
    state = next;
    return action;
  };

  const start = (): SharedRun<ExpiringCredentials> => {
    // Ignore the result of an aborted run.
    const settle = (event: RenewalEvent): void => {
      if (running !== run) return;
      running = undefined;
      advance(event);
    };
    const run = shareRun(
      async (signal) => {
        const credentials = await renew(signal);
        settle({ type: 'succeeded', credentials });
        return credentials;
      },
      () => settle({ type: 'failed' }),
    );
    return run;
  };

  const get = async (event: RenewalEvent, signal: AbortSignal | undefined): Promise<ExpiringCredentials> => {
    signal?.throwIfAborted();
    const action = advance(event);
    if (action === 'use' && state.type === 'ready') return state.credentials;
    if (action === 'run') running = start();
    if (running === undefined) throw new Error('no renewal of the credentials is under way');
    return running.wait(signal);
  };

  return {
    credentials: (signal) => get({ type: 'wanted', now: clock.now() }, signal),
    rejected: async (credentials, signal) => !sameCredentials(credentials, await get({ type: 'rejected', credentials }, signal)),
  };
}
