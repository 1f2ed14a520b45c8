import { X509Certificate } from 'node:crypto';

/** A certificate of a bundle that cannot be read. */
export interface DamagedCertificate {
  /** Its position among the certificates of the bundle, from 1. */
  readonly position: number;
  readonly reason: string;
}

/** The certificates of a PEM bundle. */
export interface CABundle {
  /** PEM, in the order of the bundle. */
  readonly certificates: string[];
  readonly damaged: readonly DamagedCertificate[];
}

/**
 * Reads a PEM bundle as Go's `CertPool.AppendCertsFromPEM` does: text between the blocks, blocks of other types and blocks with
 * headers are ignored, and a damaged certificate does not spoil the others. (OpenSSL stops at the first one, in silence.)
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

/** Returns the content of each block of type `CERTIFICATE`, without its markers; undefined for one that has no end. */
function certificateBlocks(text: string): (string | undefined)[] {
  const blocks: (string | undefined)[] = [];
  const begins = [...text.matchAll(/^\uFEFF?-----BEGIN ([^\r\n]*)-----[ \t]*\r?$/gm)];
  begins.forEach((begin, index) => {
    if (begin[1] !== 'CERTIFICATE') return;
    const content = text.slice(begin.index + begin[0].length, begins[index + 1]?.index);
    const end = /^-----END CERTIFICATE-----/m.exec(content);
    if (end === null) blocks.push(undefined);
    // A block with headers, such as `Proc-Type`, is something else than a certificate to Go.
    else if (!content.slice(0, end.index).includes(':')) blocks.push(content.slice(0, end.index));
  });
  return blocks;
}

/** Returns the certificate, or the reason why the block holds none. The reason quotes nothing. */
function parseCertificate(block: string | undefined): X509Certificate | string {
  if (block === undefined) return 'its END line is missing';
  const base64 = block.replace(/\s/g, '');
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return 'it is not base64';
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    // OpenSSL's reason is a code of its parser, which helps nobody to find the fault.
    return 'its content is not an X.509 certificate';
  }
}
