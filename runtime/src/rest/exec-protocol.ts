import { isPlainObject } from '../util/index.js';
import type { ExecConfig } from './exec-config.js';
import type { ExpiringCredentials } from './renewal-step.js';

/**
 * The protocol of credential plugins, without processes.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */

/** What a plugin is told of the cluster, in the field names of the protocol. */
export type ExecCluster = Readonly<Record<string, unknown>>;

/** The value of `KUBERNETES_EXEC_INFO`. */
export function execInfo(config: ExecConfig, interactive: boolean, cluster: ExecCluster | undefined): string {
  const spec = { ...(cluster === undefined ? {} : { cluster }), interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: config.apiVersion, spec });
}

/** The credential in a plugin's output. Throws with what is wrong about it, and never quotes it. */
export function parseExecCredential(output: string, config: ExecConfig): ExpiringCredentials {
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
