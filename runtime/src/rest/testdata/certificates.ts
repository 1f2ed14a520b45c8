import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** An authority that openssl makes when a test needs it, and that signs certificates. Valid for a day. */
export interface Authority extends Pair {
  /** `names` as in `subjectAltName`: `DNS:localhost,IP:127.0.0.1`; empty for none. An expired certificate ended yesterday. */
  sign(commonName: string, names?: string, options?: { readonly expired?: boolean }): Pair;
  /** Signs an intermediate authority; one that is no CA signs all the same, and must not be believed. */
  intermediate(commonName: string, options?: { readonly ca: boolean }): Authority;
}

const loopbackNames = 'DNS:localhost,IP:127.0.0.1,IP:::1';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** `extensions` are those of its own certificate, in addition to the ones of an authority. */
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
