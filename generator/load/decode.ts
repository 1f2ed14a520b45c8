/** A text, or the reason why the bytes are not a text. */
export type Decoded = { readonly text: string } | { readonly what: string; readonly hint: string };

/** The maximum size of an input. The complete OpenAPI of a cluster has 4 MB, and the largest CRD bundles 20 MB. Unit: bytes */
export const maximumBytes = 128 * 1024 * 1024;

/** Decodes UTF-8, or UTF-16 with a byte order mark, which PowerShell's `>` writes. Rejects all other encodings. */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = utf16(bytes) ?? 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    // The decoder says no more than that it failed.
    const binary = bytes.subarray(0, 8000).includes(0);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { what: 'is compressed with gzip', hint: 'unpack it first' };
    return {
      what: binary ? 'is a binary file' : 'is not UTF-8 text',
      hint: binary ? 'name YAML or JSON' : 'convert it to UTF-8',
    };
  }
}

function utf16(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}
