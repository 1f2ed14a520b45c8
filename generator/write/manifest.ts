import { createHash } from 'node:crypto';
import { isSafePath } from './safe-path.js';

/** The name of the manifest in the output folder. */
export const manifestName = '.kube-client-gen.json';

/** A record of the files that an earlier run wrote. */
export interface Manifest {
  /** The hash of each file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  /** The hashes that a run was about to write when it was interrupted; empty after a run that ended. */
  readonly pending: ReadonlyMap<string, string>;
  /** The folder of that run's temporary files. */
  readonly temporary?: string;
}

/** The manifest of an empty output folder. */
export const emptyManifest: Manifest = { files: new Map(), pending: new Map() };

/** A folder of temporary files, inside the output folder so that a rename is enough. */
export const temporaryPrefix = '.kube-client-gen-tmp-';
/** The names of temporary folders. */
export const temporaryName = /^\.kube-client-gen-tmp-[A-Za-z0-9]+$/;

/** Returns the hash of a file for the manifest. */
export function hash(contents: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(contents).digest('hex')}`;
}

/** Returns the text of a manifest. It is sorted, so that the same files give the same bytes. */
export function formatManifest(manifest: Manifest): string {
  const { files, pending, temporary } = manifest;
  const interrupted = pending.size === 0 && temporary === undefined ? {} : { pending: toObject(pending), temporary };
  return `${JSON.stringify({ version: 1, files: toObject(files), ...interrupted }, undefined, 2)}\n`;
}

function toObject(entries: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/**
 * Parses a manifest. Returns undefined if the text is not a manifest.
 *
 * A manifest is untrusted. One with a path that would leave the output folder is rejected completely.
 */
export function parseManifest(text: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Merge conflicts, most often; the caller says what to do.
    return undefined;
  }
  if (!isObject(value) || value['version'] !== 1) return undefined;
  const files = toMap(value['files']);
  const pending = value['pending'] === undefined ? new Map<string, string>() : toMap(value['pending']);
  if (files === undefined || pending === undefined) return undefined;
  const { temporary } = value;
  if (temporary === undefined) return { files, pending };
  return typeof temporary === 'string' && temporaryName.test(temporary) ? { files, pending, temporary } : undefined;
}

function toMap(value: unknown): Map<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const out = new Map<string, string>();
  for (const [path, entry] of Object.entries(value)) {
    if (!isSafePath(path) || path === manifestName || typeof entry !== 'string') return undefined;
    out.set(path, entry);
  }
  return out;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
