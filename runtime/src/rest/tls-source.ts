import { isIP } from 'node:net';
import { checkServerIdentity, createSecureContext, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { safeLogger, type Clock, type Logger } from '../util/index.js';
import type { ClientCertificate } from './auth-provider.js';
import type { TLSClientConfig } from './config.js';
import { fileContent } from './file-content.js';
import { messageOf } from '../util/message-of.js';

/** What new connections are to be secured with. The same object as long as nothing has changed. */
export type TLSOptions = Readonly<
  Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized' | 'servername' | 'checkServerIdentity'>
>;

export interface TLSSource {
  /**
   * Rejects where a file cannot be read or a certificate or key is not one; the message names which. What was good last counts on,
   * and the log is told, where new content is none of that: a rotation may be half done, with the certificate there and not the key.
   */
  current(certificate: ClientCertificate | undefined): Promise<TLSOptions>;
}

type Part = 'ca' | 'cert' | 'key';
type Material = Readonly<Record<Part, string | Uint8Array | undefined>>;

/** Throws a `TypeError` for settings that contradict each other, in client-go's words. */
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
  let last: { material: Material; options: TLSOptions } | undefined;
  /** Content that was told to be no good. */
  let refused: Material | undefined;
  return {
    async current(certificate) {
      const own = cert !== undefined;
      const material: Material = {
        ca: await ca?.(),
        cert: own ? await cert() : certificate?.cert,
        key: own ? await key?.() : certificate?.key,
      };
      if (last !== undefined && sameMaterial(last.material, material)) return last.options;
      if (last !== undefined && refused !== undefined && sameMaterial(refused, material)) return last.options;
      try {
        const options = { ...identity, secureContext: secureContext(material) };
        last = { material, options };
        return options;
      } catch (error) {
        if (last === undefined) throw error;
        refused = material;
        logger.error('the TLS files have changed, and what was there before is used on', {
          error: messageOf(error),
        });
        return last.options;
      }
    },
  };
}

/** Whether the certificate that a config names takes the place of a provider's. */
export function hasCertificate(config: TLSClientConfig): boolean {
  return Boolean(config.certData?.length || config.certFile);
}

function content(
  name: string,
  data: string | Uint8Array | undefined,
  file: string | undefined,
  clock: Clock,
): (() => Promise<string | Uint8Array>) | undefined {
  if (data !== undefined && data.length > 0) return () => Promise.resolve(data);
  if (file === undefined || file === '') return undefined;
  const watched = fileContent(file, clock);
  return async () => {
    try {
      return await watched.read();
    } catch (error) {
      throw new Error(`cannot read ${name} ${JSON.stringify(file)}: ${errorCode(error)}`, { cause: error });
    }
  };
}

function identityOptions(config: TLSClientConfig): TLSOptions {
  const name = config.serverName;
  const verify = { rejectUnauthorized: config.insecure !== true };
  if (name === undefined || name === '') return verify;
  // An address may be verified, but not be sent as SNI (RFC 6066, section 3).
  if (isIP(name) === 0) return { ...verify, servername: name };
  return {
    ...verify,
    servername: '',
    checkServerIdentity: (_host: string, peer: PeerCertificate) => checkServerIdentity(name, peer),
  };
}

function secureContext(material: Material): TLSOptions['secureContext'] {
  const pem = (part: Part) => (material[part] === undefined ? {} : { [part]: asText(material[part]) });
  // One at a time first, so that the message can say which of them is at fault. OpenSSL's reasons quote nothing.
  for (const part of ['ca', 'cert', 'key'] as const) {
    if (part === 'ca' && material.ca !== undefined && !asText(material.ca).includes('-----BEGIN')) {
      throw new Error('the CA is not a PEM certificate: look at caData or caFile');
    }
    try {
      createSecureContext(pem(part));
    } catch (error) {
      const what = { ca: 'CA', cert: 'client certificate', key: 'client key' }[part];
      throw new Error(`the ${what} is not valid PEM (${errorCode(error)}): look at ${part}Data or ${part}File`, { cause: error });
    }
  }
  try {
    return createSecureContext({ ...pem('ca'), ...pem('cert'), ...pem('key') });
  } catch (error) {
    throw new Error(`the client certificate and key do not belong together (${errorCode(error)})`, { cause: error });
  }
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
