import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, createSecureContext, type PeerCertificate } from 'node:tls';
import { messageOf } from '../../util/errors.js';
import { type Clock, type Logger, safeLogger } from '../../util/index.js';
import type { ClientCertificate } from '../auth/auth-provider.js';
import { fileContent } from '../auth/file-content.js';
import type { TLSClientConfig } from '../config.js';
import { parseCABundle } from './ca-bundle.js';

/** The TLS options of new connections. The object remains the same until the options change. */
export type TLSOptions = Readonly<
  Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized' | 'servername' | 'checkServerIdentity'>
>;

/** A source of TLS options that follows changes of the files. */
export interface TLSSource {
  /**
   * Returns the current options.
   *
   * If a changed file has invalid content, logs an error and returns the previous options: the certificate may have been replaced
   * before its key.
   *
   * Rejects if a file cannot be read, or if a certificate or key is invalid. The message names it.
   */
  current(certificate: ClientCertificate | undefined, signal?: AbortSignal): Promise<TLSOptions>;
}

type Part = 'ca' | 'cert' | 'key';
type Material = Readonly<Record<Part, string | Uint8Array | undefined>>;

/** Creates a source of TLS options. Throws a `TypeError`, in client-go's words, for settings that contradict each other. */
export function newTLSSource(config: TLSClientConfig, clock: Clock, logger: Logger = safeLogger()): TLSSource {
  const ca = content('caFile', config.caData, config.caFile, clock);
  const cert = content('certFile', config.certData, config.certFile, clock);
  const key = content('keyFile', config.keyData, config.keyFile, clock);
  if (config.insecure === true && ca !== undefined) {
    throw new TypeError('specifying a root certificates file with the insecure flag is not allowed');
  }
  if (cert !== undefined && key === undefined) throw new TypeError('a client certificate needs a key: set keyData or keyFile');
  if (cert === undefined && key !== undefined) throw new TypeError('a client key needs a certificate: set certData or certFile');
  const identity = identityOptions(config);
  const caSource = config.caData !== undefined && config.caData.length > 0 ? 'caData' : fileLabel('caFile', config.caFile);
  let last: { material: Material; options: TLSOptions } | undefined;
  /** Invalid content that was already logged. */
  let rejected: Material | undefined;
  return {
    async current(certificate, signal) {
      const fromConfig = cert !== undefined;
      const material: Material = {
        ca: await ca?.(signal),
        cert: fromConfig ? await cert(signal) : certificate?.cert,
        key: fromConfig ? await key?.(signal) : certificate?.key,
      };
      if (last !== undefined && sameMaterial(last.material, material)) return last.options;
      if (last !== undefined && rejected !== undefined && sameMaterial(rejected, material)) return last.options;
      try {
        const options = { ...identity, secureContext: secureContext(material, caSource, logger) };
        last = { material, options };
        return options;
      } catch (error) {
        if (last === undefined) throw error;
        rejected = material;
        logger.error('Kept the previous TLS certificates, because the changed files are invalid', {
          error: messageOf(error),
        });
        return last.options;
      }
    },
  };
}

/** Whether the config has a certificate, which takes precedence over a provider's. */
export function hasCertificate(config: TLSClientConfig): boolean {
  return Boolean(config.certData?.length || config.certFile);
}

function content(
  name: string,
  data: string | Uint8Array | undefined,
  file: string | undefined,
  clock: Clock,
): ((signal?: AbortSignal) => Promise<string | Uint8Array>) | undefined {
  if (data !== undefined && data.length > 0) return () => Promise.resolve(data);
  if (file === undefined || file === '') return undefined;
  const watched = fileContent(file, clock);
  return async (signal) => {
    try {
      return await watched.read(signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw new Error(`cannot read ${fileLabel(name, file)}: ${errorCode(error)}`, { cause: error });
    }
  };
}

function fileLabel(name: string, file: string | undefined): string {
  return `${name} ${JSON.stringify(file)}`;
}

function identityOptions(config: TLSClientConfig): TLSOptions {
  const name = config.serverName === undefined || config.serverName === '' ? undefined : config.serverName;
  return {
    rejectUnauthorized: config.insecure !== true,
    checkServerIdentity: (host: string, peer: PeerCertificate) => verifyServerName(name ?? host, peer),
    // An address can be verified, but must not be sent as SNI (RFC 6066, section 3).
    ...(name === undefined ? {} : { servername: isIP(name) === 0 ? name : '' }),
  };
}

/**
 * Creates the TLS context of new connections. As in Go, every certificate of the CA bundle is a trust anchor, including
 * intermediate certificates and the server's own. The chain, times, purpose and name are verified as usual.
 *
 * Node before 22.9 and 20.18 ignores `allowPartialTrustChain`, and refuses such servers.
 */
function secureContext(material: Material, caSource: string, logger: Logger): TLSOptions['secureContext'] {
  const pem = (part: 'cert' | 'key') => (material[part] === undefined ? {} : { [part]: asText(material[part]) });
  const trust =
    material.ca === undefined ? {} : { ca: authorities(asText(material.ca), caSource, logger), allowPartialTrustChain: true };
  // Check each part first, so that the message can name the invalid one. OpenSSL's reasons quote nothing.
  for (const part of ['cert', 'key'] as const) {
    try {
      createSecureContext(pem(part));
    } catch (error) {
      const what = { cert: 'client certificate', key: 'client key' }[part];
      throw new Error(`the ${what} is not valid PEM (${errorCode(error)}): check ${part}Data or ${part}File`, { cause: error });
    }
  }
  try {
    return createSecureContext({ ...trust, ...pem('cert'), ...pem('key') });
  } catch (error) {
    throw new Error(`the client certificate and key do not match (${errorCode(error)})`, { cause: error });
  }
}

/** Returns the certificates of a bundle. Logs a warning for each damaged one. Throws if no certificate is valid. */
function authorities(text: string, source: string, logger: Logger): string[] {
  const { certificates, damaged } = parseCABundle(text);
  const [first] = damaged;
  if (certificates.length === 0) {
    const why = first === undefined ? 'it has no block that begins with -----BEGIN CERTIFICATE-----' : first.reason;
    throw new Error(`${source} has no usable certificate: ${why}`);
  }
  for (const { position, reason } of damaged)
    logger.warn('Skipped a damaged certificate of the CA bundle', { source, position, reason });
  return certificates;
}

function asText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

function sameMaterial(a: Material, b: Material): boolean {
  return same(a.ca, b.ca) && same(a.cert, b.cert) && same(a.key, b.key);
}

function same(a: string | Uint8Array | undefined, b: string | Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && asText(a) === asText(b));
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason';
}

/**
 * Returns an error unless the certificate is valid for the name by the rules of Node and of Go, as `VerifyHostname` of Go's
 * `crypto/x509`. Go's rules are stricter: they ignore the common name, and `*` stands for exactly one label.
 */
export function verifyServerName(name: string, peer: PeerCertificate): Error | undefined {
  const refused = checkServerIdentity(name, peer);
  if (refused !== undefined) return refused;
  // For addresses, Node ignores the common name, too.
  if (isIP(name) !== 0 || dnsNames(peer).some((pattern) => matches(pattern, name))) return undefined;
  const message = `the server's certificate is not valid for ${name}: its subject alternative names do not include it`;
  return Object.assign(new Error(message), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

function dnsNames({ subjectaltname = '' }: Partial<PeerCertificate>): string[] {
  return subjectaltname.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
}

function matches(pattern: string, name: string): boolean {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  const wanted = pattern.toLowerCase().replace(/\.$/, '').split('.');
  return labels.length === wanted.length && wanted.every((label, i) => label === labels[i] || (i === 0 && label === '*'));
}
