import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A certificate and its private key. */
export interface Pair {
  /** The certificate as PEM. */
  readonly cert: string;
  /** The key as PEM. */
  readonly key: string;
}

/** A certificate authority that openssl creates for a test. Valid for a day. */
export interface Authority extends Pair {
  /**
   * Signs a certificate. `names` is a `subjectAltName` such as `DNS:localhost,IP:127.0.0.1`, or empty. An expired certificate
   * ended yesterday.
   */
  sign(commonName: string, names?: string, options?: { readonly expired?: boolean }): Pair;
  /** Signs an intermediate authority. One that is not a CA signs certificates too, which clients must reject. */
  intermediate(commonName: string, options?: { readonly ca: boolean }): Authority;
}

const loopbackNames = 'DNS:localhost,IP:127.0.0.1,IP:::1';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Creates an authority. `extensions` are added to the extensions of its own certificate. */
export function newAuthority(extensions: readonly string[] = []): Authority {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  const sign = (issuer: Pair, commonName: string, extensions: string, days: string): Pair => {
    writeFileSync(path.join(folder, 'issuer.crt'), issuer.cert);
    writeFileSync(path.join(folder, 'issuer.key'), issuer.key);
    writeFileSync(path.join(folder, 'ext'), extensions);
    openssl('req', ...newKey, '-keyout', 'x.key', '-out', 'x.csr', '-subj', `/CN=${commonName}`);
    const by = ['-CA', 'issuer.crt', '-CAkey', 'issuer.key', '-CAcreateserial'];
    openssl('x509', '-req', '-in', 'x.csr', ...by, '-out', 'x.crt', '-days', days, '-extfile', 'ext');
    return { cert: read('x.crt'), key: read('x.key') };
  };
  const authority = (pair: Pair): Authority => ({
    ...pair,
    sign: (commonName, names = loopbackNames, { expired = false } = {}) =>
      sign(pair, commonName, names === '' ? '' : `subjectAltName=${names}`, expired ? '-1' : '1'),
    intermediate: (commonName, { ca } = { ca: true }) =>
      authority(sign(pair, commonName, `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`, '1')),
  });
  const own = extensions.flatMap((extension) => ['-addext', extension]);
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '1', '-subj', '/CN=test authority', ...own);
  return authority({ cert: read('ca.crt'), key: read('ca.key') });
}
