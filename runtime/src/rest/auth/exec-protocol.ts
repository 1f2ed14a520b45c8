import { isPlainObject } from '../../util/index.js';
import { decodeText, parseKubeYAML, YAMLTextError } from '../../util/kube-yaml.js';
import type { ExecConfig } from './auth-provider.js';
import type { ExpiringCredentials } from './renewal-step.js';

/** The cluster as passed to a plugin, with the field names of the protocol. */
export type ExecCluster = Readonly<Record<string, unknown>>;

/** Returns the value of `KUBERNETES_EXEC_INFO`. */
export function execInfo(config: ExecConfig, interactive: boolean, cluster: ExecCluster | undefined): string {
  const spec = { ...(cluster === undefined ? {} : { cluster }), interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: config.apiVersion, spec });
}

/** The zero time of Go, which plugins without an expiry print. Unit: milliseconds since the epoch */
const zeroTime = Date.parse('0001-01-01T00:00:00Z');

/**
 * Returns the credentials of a plugin's output, which is JSON or YAML with or without a byte order mark. As in client-go, Go's
 * zero time means no expiry.
 *
 * Rejects with the problem. The message does not quote the output.
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
  if (/[^\x21-\x7e]/.test(token)) throw new Error('status.token contains invalid characters, such as a line break');
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
  if (!isPlainObject(credential) || credential['kind'] !== 'ExecCredential')
    throw new Error('it did not print an ExecCredential');
  const returned = credential['apiVersion'];
  if (returned !== apiVersion) {
    // Quote only versions of this protocol. Any other value may be a part of a credential.
    const shown =
      typeof returned === 'string' && /^client\.authentication\.k8s\.io\/v\w{1,20}$/.test(returned) ? returned : 'unknown';
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
