import { mkdir, mkdtemp, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatManifest, manifestName, temporaryPrefix } from './manifest.js';
import type { Manifest } from './manifest.js';
import type { Plan } from './plan.js';

/**
 * Carries out a plan. Files come complete, by rename. A run that is interrupted anywhere leaves a manifest that knows both what
 * was there and what was to come, so the next run goes on from it; unchanged files are not touched.
 */
export async function apply(plan: Plan): Promise<void> {
  const { root, write, remove, before, after } = plan;
  await mkdir(root, { recursive: true });
  if (before.temporary !== undefined) await rm(path.join(root, before.temporary), { recursive: true, force: true });
  const untouched = write.length === 0 && remove.length === 0;
  if (
    untouched &&
    formatManifest(before) === formatManifest(after) &&
    !plan.differences.some(({ path: name }) => name === manifestName)
  )
    return;
  const temporary = await mkdtemp(path.join(root, temporaryPrefix));
  try {
    const files = new Writer(root, temporary);
    if (!untouched) {
      const pending: Manifest = {
        files: before.files,
        pending: new Map([...before.pending, ...after.files]),
        temporary: path.basename(temporary),
      };
      await files.put(manifestName, formatManifest(pending));
    }
    for (const file of remove) await removeFile(root, file);
    await files.putAll(write);
    await files.put(manifestName, formatManifest(after));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** How many files are written at once: the disk is the limit, not us. */
const concurrency = 8;

class Writer {
  private readonly root: string;
  private readonly temporary: string;
  private readonly folders = new Map<string, Promise<unknown>>();
  private count = 0;

  constructor(root: string, temporary: string) {
    this.root = root;
    this.temporary = temporary;
  }

  async putAll(files: readonly { readonly path: string; readonly contents: string }[]): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let file = files[next++]; file !== undefined; file = files[next++]) await this.put(file.path, file.contents);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  async put(file: string, contents: string): Promise<void> {
    const target = path.join(this.root, ...file.split('/'));
    const folder = path.dirname(target);
    let made = this.folders.get(folder);
    if (made === undefined) {
      made = mkdir(folder, { recursive: true });
      this.folders.set(folder, made);
    }
    const complete = path.join(this.temporary, String(this.count++));
    await Promise.all([made, writeFile(complete, contents, { flag: 'wx' })]);
    await rename(complete, target);
  }
}

/** Removes a file, and the folders that this leaves empty. */
async function removeFile(root: string, file: string): Promise<void> {
  await unlink(path.join(root, ...file.split('/')));
  for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
    try {
      await rmdir(path.join(root, ...folder.split('/')));
    } catch {
      // Not empty: something else lives there.
      return;
    }
  }
}
