import { link, lstat, mkdir, rename, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './output-folder.js';

/**
 * Changes of an output folder that can be undone: files that are put in place by rename, and files that are taken away. Earlier
 * files stay in the folder of temporary files until the caller removes that.
 */
export class Commit {
  private readonly root: string;
  private readonly temporary: string;
  private readonly undo: (() => Promise<void>)[] = [];
  private readonly folders = new Map<string, Promise<void>>();
  /** The folders that were created, outermost first. */
  private readonly created = new Set<string>();
  private count = 0;

  constructor(root: string, temporary: string) {
    this.root = root;
    this.temporary = temporary;
  }

  /** Puts a complete file in its place, over an earlier one. */
  async replace(file: string, complete: string): Promise<void> {
    const target = this.full(file);
    await this.makeFolder(path.dirname(target));
    const earlier = this.backup();
    const existed = await keep(target, earlier);
    await rename(complete, target);
    this.undo.push(() => (existed ? rename(earlier, target) : unlink(target)));
  }

  /** Takes a file away, and the folders that this leaves empty. */
  async remove(file: string): Promise<void> {
    const target = this.full(file);
    const earlier = this.backup();
    await rename(target, earlier);
    this.undo.push(async () => {
      await mkdir(path.dirname(target), { recursive: true });
      await rename(earlier, target);
    });
    for (let folder = path.dirname(target); folder !== this.root; folder = path.dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        // Not empty: something else lives there.
        return;
      }
    }
  }

  /** Undoes all changes, the last one first. Rejects with the first error, after it has tried the rest. */
  async rollBack(): Promise<void> {
    const errors: unknown[] = [];
    for (const undo of this.undo.reverse()) await undo().catch((error: unknown) => errors.push(error));
    for (const folder of [...this.created].sort((a, b) => b.length - a.length)) {
      // A file that another process has created there in the meantime stays.
      await rmdir(folder).catch(() => undefined);
    }
    if (errors.length > 0) throw errors[0];
  }

  private makeFolder(folder: string): Promise<void> {
    let made = this.folders.get(folder);
    if (made === undefined) {
      made = mkdir(folder, { recursive: true }).then((first) => {
        for (let each = folder; first !== undefined && each.length >= first.length; each = path.dirname(each))
          this.created.add(each);
      });
      this.folders.set(folder, made);
    }
    return made;
  }

  private backup(): string {
    return path.join(this.temporary, `old-${this.count++}`);
  }

  private full(file: string): string {
    return path.join(this.root, ...file.split('/'));
  }
}

/** Keeps what lies at a path under a second name. Returns false if nothing lies there. */
async function keep(target: string, earlier: string): Promise<boolean> {
  try {
    await link(target, earlier);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    // A folder has come to lie there since the comparison. It is not ours to move.
    if ((await lstat(target)).isDirectory()) throw error;
  }
  // A file system without hard links: for a moment, the file is not at its place.
  await rename(target, earlier);
  return true;
}
