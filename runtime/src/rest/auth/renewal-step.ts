import type { Credentials } from './auth-provider.js';

/**
 * The time before the expiry at which a credential is renewed, so that it does not expire on its way to the server. Unit:
 * milliseconds
 */
const expirySkewMs = 10_000;

/** Credentials with an expiry. */
export interface ExpiringCredentials extends Credentials {
  /** Milliseconds since the epoch. Absent for credentials that are valid until the server rejects them. */
  readonly expiresAt?: number;
}

/** The state of credentials that can be renewed. */
export type RenewalState =
  | { readonly type: 'none' }
  | { readonly type: 'running' }
  | { readonly type: 'ready'; readonly credentials: ExpiringCredentials };

/**
 * An event of the renewal.
 *
 * - `wanted`: a request needs credentials.
 * - `rejected`: the server answered 401 to these credentials.
 * - `succeeded`, `failed`: the renewal has ended.
 */
export type RenewalEvent =
  /** A request needs a credential. */
  | { readonly type: 'wanted'; readonly now: number }
  /** The server answered 401 to this one. */
  | { readonly type: 'rejected'; readonly credentials: Credentials }
  | { readonly type: 'succeeded'; readonly credentials: ExpiringCredentials }
  | { readonly type: 'failed' };

/** The action after an event: use the credentials, renew them, wait for the current renewal, or do nothing. */
export type RenewalAction = 'use' | 'run' | 'wait' | 'nothing';

/**
 * Returns the next state and the action. There is one renewal at a time. Credentials that were already replaced are not replaced
 * again.
 */
export function renewalStep(state: RenewalState, event: RenewalEvent): readonly [RenewalState, RenewalAction] {
  switch (event.type) {
    case 'succeeded':
      return [{ type: 'ready', credentials: event.credentials }, 'use'];
    case 'failed':
      // Do not use the credentials again: they are expired or rejected.
      return [{ type: 'none' }, 'nothing'];
    case 'wanted':
      if (state.type === 'running') return [state, 'wait'];
      if (state.type === 'ready' && !isExpired(state.credentials, event.now)) return [state, 'use'];
      return [{ type: 'running' }, 'run'];
    case 'rejected':
      if (state.type === 'running') return [state, 'wait'];
      if (state.type === 'ready' && state.credentials !== event.credentials) return [state, 'use'];
      return [{ type: 'running' }, 'run'];
  }
}

/** Whether credentials are too old to be sent. */
export function isExpired({ expiresAt }: ExpiringCredentials, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt - expirySkewMs;
}

/** Whether a server would treat two credentials as equal. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return (
    a.headers?.['authorization'] === b.headers?.['authorization'] &&
    a.clientCertificate?.cert === b.clientCertificate?.cert &&
    a.clientCertificate?.key === b.clientCertificate?.key
  );
}
