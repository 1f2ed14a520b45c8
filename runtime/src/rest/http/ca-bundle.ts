import { X509Certificate } from 'node:crypto';

/** A certificate of a bundle that cannot be parsed. */
export interface DamagedCertificate {
  /** The position in the bundle, beginning with 1. */
  readonly position: number;
  /** The reason, without any content of the bundle. */
  readonly reason: string;
}

/** The certificates of a PEM bundle. */
export interface CABundle {
  /** The certificates as PEM, in their order. */
  readonly certificates: string[];
  /** The certificates that cannot be parsed. */
  readonly damaged: readonly DamagedCertificate[];
}

/**
 * Parses a PEM bundle as Go's `CertPool.AppendCertsFromPEM` does. Ignores text between the blocks, blocks of other types, and
 * blocks with headers.
 *
 * Skips damaged certificates and continues. OpenSSL would silently stop at the first one.
 */
export function parseCABundle(text: string): CABundle {
  const certificates: string[] = [];
  const damaged: DamagedCertificate[] = [];
  let position = 0;
  for (const block of certificateBlocks(text)) {
    position += 1;
    const parsed = parseCertificate(block);
    if (parsed instanceof X509Certificate) certificates.push(parsed.toString());
    else damaged.push({ position, reason: parsed });
  }
  return { certificates, damaged };
}

/** Returns the content of each block of type `CERTIFICATE` without its markers, or undefined for a block without an end. */
function certificateBlocks(text: string): (string | undefined)[] {
  const blocks: (string | undefined)[] = [];
  const begins = [...text.matchAll(/^\uFEFF?-----BEGIN ([^\r\n]*)-----[ \t]*\r?$/gm)];
  begins.forEach((begin, index) => {
    if (begin[1] !== 'CERTIFICATE') return;
    const content = text.slice(begin.index + begin[0].length, begins[index + 1]?.index);
    const end = /^-----END CERTIFICATE-----/m.exec(content);
    if (end === null) blocks.push(undefined);
    // Go ignores blocks with headers, such as `Proc-Type`.
    else if (!content.slice(0, end.index).includes(':')) blocks.push(content.slice(0, end.index));
  });
  return blocks;
}

/** Returns the certificate, or the reason why the block is damaged. The reason does not quote the block. */
function parseCertificate(block: string | undefined): X509Certificate | string {
  if (block === undefined) return 'its END line is missing';
  const base64 = block.replace(/\s/g, '');
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return 'it is not base64';
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    // OpenSSL's reason is an internal code, which does not help users.
    return 'its content is not an X.509 certificate';
  }
}
