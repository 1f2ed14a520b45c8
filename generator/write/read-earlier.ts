import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { manifestName, parseManifest } from './manifest.js';
import { codeOf } from './output-folder.js';

/** Returns the contents of a file that an earlier run wrote; undefined if no run wrote it, or if it is gone. */
export async function readEarlier(root: string, file: string): Promise<string | undefined> {
  const manifest = parseManifest((await textOf(path.join(root, manifestName))) ?? '');
  return manifest?.files.has(file) === true ? textOf(path.join(root, file)) : undefined;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // The plan reports everything else at this path.
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}
