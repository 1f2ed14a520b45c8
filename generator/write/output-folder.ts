import { constants } from 'node:fs';
import { access, lstat, realpath, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { OutputError } from './output-error.js';

/** The output folder, as far as it exists. */
export interface OutputFolder {
  /** Absolute; without symbolic links if it exists. */
  readonly root: string;
  /** Whether the folder exists. */
  readonly exists: boolean;
}

/** The types that statfs(2) gives for file systems of the kernel's own, in which nobody can create folders. */
const virtualFileSystems: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x63677270, // cgroup2
  0x27e0eb, // cgroup
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
]);

/**
 * Checks that a folder can be the output. Writes nothing. With `readOnly`, an existing folder need not be writable.
 *
 * Throws an OutputError for these folders:
 *
 * - the root of a file system, and file systems of the kernel
 * - a place below a file, and links that lead nowhere or in circles
 * - names that are too long, and folders without write permission
 */
export async function checkOutputFolder(out: string, display: string, readOnly: boolean): Promise<OutputFolder> {
  const { place, exists } = await nearestExisting(out, display);
  const root = exists ? await realpath(place) : out;
  if (path.parse(root).root === root) refuse(display, 'is the root of a file system');
  if (virtualFileSystems.has((await statfs(place)).type)) refuse(display, 'is in a file system that the kernel makes up');
  if (exists && readOnly) return { root, exists };
  try {
    await access(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputProblem(error, display);
  }
  return { root, exists };
}

/** Finds the nearest folder at or above a path. */
async function nearestExisting(out: string, display: string): Promise<{ place: string; exists: boolean }> {
  for (let place = out; ; place = path.dirname(place)) {
    try {
      if ((await stat(place)).isDirectory()) return { place, exists: place === out };
      if (place === out) refuse(display, 'is not a folder');
      refuse(display, `lies below ${place}, which is not a folder`);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw outputProblem(error, display);
      // ENOTDIR: a file above, which comes next. ENOENT: nothing here, or a link whose target is missing.
      if (code === 'ENOENT' && (await isLink(place))) {
        refuse(
          display,
          place === out ? 'is a symbolic link to nowhere' : `lies below ${place}, which is a symbolic link to nowhere`,
        );
      }
    }
  }
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function refuse(display: string, what: string): never {
  throw new OutputError([{ origin: display, what, hint: 'choose another --out' }]);
}

/** Returns the error of a failed file operation as an OutputError of one line. Other errors come back as they are. */
export function outputProblem(error: unknown, origin: string): unknown {
  const code = codeOf(error);
  if (error instanceof OutputError || code === '') return error;
  const [what, hint] = problems[code] ?? [
    `cannot be used: ${error instanceof Error ? error.message : code}`,
    'choose another --out',
  ];
  return new OutputError([{ origin, what, hint }], { cause: error });
}

const permissions = ['may not be written', 'check the permissions, or choose another --out'] as const;
const fullDisk = ['cannot be written: the disk is full', 'make room, and run it again'] as const;
const openFiles = ['cannot be opened: too many files are open', 'raise the limit, `ulimit -n`'] as const;
const problems: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EACCES: permissions,
  EPERM: permissions,
  EROFS: ['is on a read-only file system', 'choose another --out'],
  ENOSPC: fullDisk,
  EDQUOT: fullDisk,
  EMFILE: openFiles,
  ENFILE: openFiles,
  ELOOP: ['leads through symbolic links in a circle', 'choose another --out'],
  ENAMETOOLONG: ['is too long for a path', 'choose another --out'],
};

/** Returns the `code` of a Node error (`ENOENT`), or the empty text. */
export function codeOf(error: unknown): string {
  // By its shape: an error of the system need not be of this realm.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
