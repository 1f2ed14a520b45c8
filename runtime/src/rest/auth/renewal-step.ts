import type { Credentials } from './auth-provider.js';

/** Milliseconds before its expiry from which on a credential is renewed, so that none expires on its way to the server. */
const expirySkewMs = 10_000;

/** Credentials that may end by themselves. */
export interface ExpiringCredentials extends Credentials {
  /** Milliseconds since the epoch; absent: until the server rejects it. */
  readonly expiresAt?: number;
}

/** What is known of a credential that can be renewed. */
export type RenewalState =
  | { readonly type: 'none' }
  | { readonly type: 'running' }
  | { readonly type: 'ready'; readonly credentials: ExpiringCredentials };

/** What a request needs, what the server said, or what a renewal came to. */
export type RenewalEvent =
  /** A request needs a credential. */
  | { readonly type: 'wanted'; readonly now: number }
  /** The server answered 401 to this one. */
  | { readonly type: 'rejected'; readonly credentials: Credentials }
  | { readonly type: 'succeeded'; readonly credentials: ExpiringCredentials }
  | { readonly type: 'failed' };

/** What is to be done: use what is there, renew it, or wait for the renewal that is under way. */
export type RenewalAction = 'use' | 'run' | 'wait' | 'nothing';

/** One step. There is one renewal at a time, and a credential that was replaced already is not replaced again. */
export function renewalStep(state: RenewalState, event: RenewalEvent): readonly [RenewalState, RenewalAction] {
  switch (event.type) {
    case 'succeeded':
      return [{ type: 'ready', credentials: event.credentials }, 'use'];
    case 'failed':
      // A credential that failed to be renewed is not used again: it is expired or rejected.
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

/** Whether a credential is too old to be sent. */
export function isExpired({ expiresAt }: ExpiringCredentials, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt - expirySkewMs;
}

/** Whether two credentials would be the same to a server. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return (
    a.headers?.['authorization'] === b.headers?.['authorization'] &&
    a.clientCertificate?.cert === b.clientCertificate?.cert &&
    a.clientCertificate?.key === b.clientCertificate?.key
  );
}
