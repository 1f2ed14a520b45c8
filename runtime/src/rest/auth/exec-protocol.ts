import { isPlainObject } from '../../util/index.js';
import { decodeText, parseKubeYAML, YAMLTextError } from '../../util/kube-yaml.js';
import type { ExecConfig } from './exec-config.js';
import type { ExpiringCredentials } from './renewal-step.js';

/**
 * The protocol of credential plugins, without I/O.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */

/** The cluster as a plugin sees it, in the field names of the protocol. */
export type ExecCluster = Readonly<Record<string, unknown>>;

/** The value of `KUBERNETES_EXEC_INFO`. */
export function execInfo(config: ExecConfig, interactive: boolean, cluster: ExecCluster | undefined): string {
  const spec = { ...(cluster === undefined ? {} : { cluster }), interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: config.apiVersion, spec });
}

/** Milliseconds of Go's zero time, which plugins print that set no expiry. */
const zeroTime = Date.parse('0001-01-01T00:00:00Z');

/**
 * Returns the credential in a plugin's output: JSON or YAML, with or without a byte order mark. Go's zero time is no expiry, as in
 * client-go. Rejects with the fault, and never quotes the output.
 */
export async function parseExecCredential(output: string | Uint8Array, config: ExecConfig): Promise<ExpiringCredentials> {
  const status = await parseStatus(typeof output === 'string' ? output : decodeText(output), config.apiVersion);
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
    ...(expiry === '' || expiresAt === zeroTime ? {} : { expiresAt }),
  };
}

async function parseStatus(output: string, apiVersion: string): Promise<Readonly<Record<string, unknown>>> {
  if (output.trim() === '') throw new Error('it printed nothing');
  const credential = await parseOutput(output);
  if (!isPlainObject(credential) || credential['kind'] !== 'ExecCredential') throw new Error('it printed no ExecCredential');
  const returned = credential['apiVersion'];
  if (returned !== apiVersion) {
    // Only the versions of this protocol are repeated: anything else may be a part of a credential.
    const shown =
      typeof returned === 'string' && /^client\.authentication\.k8s\.io\/v\w{1,20}$/.test(returned)
        ? returned
        : 'of another kind';
    throw new Error(`it is configured to use API version ${apiVersion}, and returned version ${shown}`);
  }
  const status = credential['status'];
  if (!isPlainObject(status)) throw new Error("it didn't return a status field");
  return status;
}

async function parseOutput(output: string): Promise<unknown> {
  try {
    return await parseKubeYAML(output);
  } catch (error) {
    if (!(error instanceof YAMLTextError)) throw error;
    throw new Error('it printed something that is neither JSON nor YAML');
  }
}
