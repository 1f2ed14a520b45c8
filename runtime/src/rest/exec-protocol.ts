import { isPlainObject } from '../util/index.js';
import type { Credentials } from './auth-provider.js';
import type { ExecConfig } from './exec-config.js';

/**
 * The protocol of credential plugins, without processes.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */

/** Milliseconds before its expiry from which on a credential is renewed, so that none expires on its way to the server. */
const expirySkewMs = 10_000;

/** What a plugin gave. */
export interface ExecCredentials extends Credentials {
  /** Milliseconds since the epoch; absent: until the server rejects it. */
  readonly expiresAt?: number;
}

/** What is known of a plugin's credential. */
export type ExecState =
  { readonly type: 'none' } | { readonly type: 'running' } | { readonly type: 'ready'; readonly credentials: ExecCredentials };

export type ExecEvent =
  /** A request needs a credential. */
  | { readonly type: 'wanted'; readonly now: number }
  /** The server answered 401 to this one. */
  | { readonly type: 'rejected'; readonly credentials: Credentials }
  | { readonly type: 'succeeded'; readonly credentials: ExecCredentials }
  | { readonly type: 'failed' };

/** What is to be done: use what is there, run the plugin, or wait for the run that is under way. */
export type ExecAction = 'use' | 'run' | 'wait' | 'nothing';

/** One step. A plugin never runs twice at once, and a credential that was replaced already is not replaced again. */
export function execStep(state: ExecState, event: ExecEvent): readonly [ExecState, ExecAction] {
  switch (event.type) {
    case 'succeeded':
      return [{ type: 'ready', credentials: event.credentials }, 'use'];
    case 'failed':
      // A credential that failed to be renewed is not used again: it is expired or rejected.
      return [{ type: 'none' }, 'nothing'];
    case 'wanted':
      if (state.type === 'running') return [state, 'wait'];
      if (state.type === 'ready' && !expired(state.credentials, event.now)) return [state, 'use'];
      return [{ type: 'running' }, 'run'];
    case 'rejected':
      if (state.type === 'running') return [state, 'wait'];
      if (state.type === 'ready' && state.credentials !== event.credentials) return [state, 'use'];
      return [{ type: 'running' }, 'run'];
  }
}

function expired({ expiresAt }: ExecCredentials, now: number): boolean {
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

/** What a plugin is told of the cluster, in the field names of the protocol. */
export type ExecCluster = Readonly<Record<string, unknown>>;

/** The value of `KUBERNETES_EXEC_INFO`. */
export function execInfo(config: ExecConfig, interactive: boolean, cluster: ExecCluster | undefined): string {
  const spec = { ...(cluster === undefined ? {} : { cluster }), interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: config.apiVersion, spec });
}

/** The credential in a plugin's output. Throws with what is wrong about it, and never quotes it. */
export function parseExecCredential(output: string, config: ExecConfig): ExecCredentials {
  const status = parseStatus(output, config.apiVersion);
  const text = (name: string): string => {
    const value = status[name];
    if (value === undefined || value === null) return '';
    if (typeof value !== 'string') throw new Error(`status.${name} must be a string`);
    return value;
  };
  const token = text('token');
  const cert = text('clientCertificateData');
  const key = text('clientKeyData');
  const expiry = text('expirationTimestamp');
  if (token === '' && cert === '' && key === '') throw new Error("it didn't return a token or cert/key pair");
  if ((cert === '') !== (key === '')) throw new Error('it returned only certificate or key, not both');
  if (/[^\x21-\x7e]/.test(token)) throw new Error('status.token holds characters that no token has, such as a line break');
  const expiresAt = Date.parse(expiry);
  if (expiry !== '' && Number.isNaN(expiresAt)) throw new Error('status.expirationTimestamp is not a time (RFC 3339)');
  return {
    ...(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(cert === '' ? {} : { clientCertificate: { cert, key } }),
    ...(expiry === '' ? {} : { expiresAt }),
  };
}

function parseStatus(output: string, apiVersion: string): Readonly<Record<string, unknown>> {
  let credential: unknown;
  try {
    credential = JSON.parse(output);
  } catch {
    // The parser's message quotes the output, which may be a token.
    throw new Error(output.trim() === '' ? 'it printed nothing' : 'it printed something that is not JSON');
  }
  if (!isPlainObject(credential) || credential['kind'] !== 'ExecCredential') throw new Error('it printed no ExecCredential');
  if (credential['apiVersion'] !== apiVersion) {
    const returned = String(credential['apiVersion']).slice(0, 100);
    throw new Error(`it is configured to use API version ${apiVersion}, and returned version ${returned}`);
  }
  const status = credential['status'];
  if (!isPlainObject(status)) throw new Error("it didn't return a status field");
  return status;
}
