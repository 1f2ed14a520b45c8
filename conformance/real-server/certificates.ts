import { generateKeyPair } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { runToEnd } from '../go-program/run-to-end.js';
import { RealServerUnavailableError } from './unavailable.js';

/** The paths of a certificate and its key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The certificates and keys of a server and its users. */
export interface Certificates {
  readonly authority: KeyPair;
  readonly server: KeyPair;
  readonly client: KeyPair;
  /** The path of the private key that signs service account tokens. */
  readonly serviceAccountKey: string;
}

/**
 * Creates an authority, a server certificate for the loopback interface, a certificate of a user in `system:masters`, and a key
 * for service account tokens. The certificates are valid for two days.
 */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): KeyPair => ({ cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) });
  const authority = at('ca');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    authority.key,
    '-out',
    authority.cert,
    '-days',
    '2',
    '-subj',
    '/CN=conformance',
  );

  const sign = async (name: string, subject: string, extensions: string): Promise<KeyPair> => {
    const pair = at(name);
    const request = path.join(folder, `${name}.csr`);
    const extensionFile = path.join(folder, `${name}.ext`);
    await writeFile(extensionFile, extensions);
    await openssl('req', ...key, '-keyout', pair.key, '-out', request, '-subj', subject);
    const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial', '-days', '2', '-extfile', extensionFile];
    await openssl('x509', '-req', '-in', request, '-out', pair.cert, ...signed);
    return pair;
  };
  return {
    authority,
    server: await sign(
      'server',
      '/CN=kube-apiserver',
      'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\n',
    ),
    serviceAccountKey: await makeServiceAccountKey(path.join(folder, 'service-accounts.key')),
    client: await sign('client', '/O=system:masters/CN=certificate-user', 'extendedKeyUsage=clientAuth\n'),
  };
}

async function makeServiceAccountKey(file: string): Promise<string> {
  const pem = { type: 'pkcs1', format: 'pem' } as const;
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: pem,
    privateKeyEncoding: pem,
  });
  await writeFile(file, privateKey, { mode: 0o600 });
  return file;
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await runToEnd('openssl', args);
  if (code === 'ENOENT')
    throw new RealServerUnavailableError('a real API server needs openssl to make its certificates: install openssl');
  if (code !== 0) throw new Error(`openssl ${args[0] ?? ''} failed: ${stderr.trim()}`);
}
