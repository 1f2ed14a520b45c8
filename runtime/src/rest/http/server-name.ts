import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

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
