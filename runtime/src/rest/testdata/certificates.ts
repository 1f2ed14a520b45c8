import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of our own and what it signs, made by openssl when a test asks; valid for a day. */
export interface Authority extends Pair {
  /** `names` as in `subjectAltName`: `DNS:localhost,IP:127.0.0.1`. */
  sign(commonName: string, names?: string): Pair;
}

export function newAuthority(): Authority {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '1', '-subj', '/CN=test authority');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    cert: read('ca.crt'),
    key: read('ca.key'),
    sign(commonName, names = 'DNS:localhost,IP:127.0.0.1,IP:::1') {
      writeFileSync(path.join(folder, 'ext'), `subjectAltName=${names}`);
      openssl('req', ...key, '-keyout', 'x.key', '-out', 'x.csr', '-subj', `/CN=${commonName}`);
      openssl(
        'x509',
        '-req',
        '-in',
        'x.csr',
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        'x.crt',
        '-days',
        '1',
        '-extfile',
        'ext',
      );
      return { cert: read('x.crt'), key: read('x.key') };
    },
  };
}
