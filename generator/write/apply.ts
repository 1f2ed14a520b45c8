import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Commit } from './commit.js';
import { formatManifest, manifestName, temporaryPrefix } from './manifest.js';
import type { Manifest } from './manifest.js';
import { OutputError } from './output-error.js';
import { outputProblem } from './output-folder.js';
import type { Plan } from './plan.js';

/**
 * Carries out a plan, completely or not at all. First, all files are written to a temporary folder. Then they are renamed into place,
 * and stale files are removed. An error or the signal at any point restores the earlier output. Unchanged files are not touched.
 *
 * A process that is killed in between leaves a manifest that lists both outputs, and the temporary folder; the next run removes that.
 *
 * Rejects with an OutputError, or with the signal's reason.
 */
export async function apply(plan: Plan, signal?: AbortSignal): Promise<void> {
  const { root, display, write, remove, before, after } = plan;
  signal?.throwIfAborted();
  let created: string | undefined;
  try {
    created = await mkdir(root, { recursive: true });
    for (const folder of plan.leftovers) await rm(path.join(root, folder), { recursive: true, force: true });
    const untouched = write.length === 0 && remove.length === 0;
    if (
      untouched &&
      formatManifest(before) === formatManifest(after) &&
      !plan.differences.some(({ path: name }) => name === manifestName)
    )
      return;
    await writeAll(plan, signal);
  } catch (error) {
    if (created !== undefined) await removeEmpty(root, created);
    signal?.throwIfAborted();
    throw outputProblem(error, display);
  }
}

async function writeAll({ root, display, write, remove, before, after }: Plan, signal: AbortSignal | undefined): Promise<void> {
  const temporary = await mkdtemp(path.join(root, temporaryPrefix));
  try {
    const pending: Manifest = {
      files: before.files,
      pending: new Map([...before.pending, ...after.files]),
      temporary: path.basename(temporary),
    };
    const first = path.join(temporary, 'manifest-pending');
    const last = path.join(temporary, 'manifest');
    await Promise.all([writeFile(first, formatManifest(pending)), writeFile(last, formatManifest(after))]);
    const complete = (index: number): string => path.join(temporary, `new-${index}`);
    await inParallel(write, signal, (file, index) => writeFile(complete(index), file.contents, { flag: 'wx' }));
    const commit = new Commit(root, temporary);
    try {
      await commit.replace(manifestName, first);
      await inParallel(write, signal, (file, index) => commit.replace(file.path, complete(index)));
      for (const file of remove) await commit.remove(file);
      signal?.throwIfAborted();
      await commit.replace(manifestName, last);
    } catch (error) {
      await commit.rollBack().catch((failure: unknown) => {
        const what = `could not be restored after a failed write: ${failure instanceof Error ? failure.message : String(failure)}`;
        throw new OutputError([{ origin: display, what, hint: 'run it again' }], { cause: error });
      });
      throw error;
    }
  } finally {
    // What cannot be removed now is removed by the next run.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The number of file operations at once; the disk is the limit. */
const concurrency = 8;

/** Works on all items. Waits for the work that has begun before it rejects, so that what follows sees no more changes. */
async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      signal?.throwIfAborted();
      const index = next++;
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await worker();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: concurrency }, guarded));
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
}

/** Removes a folder and those above it, up to the outermost that was created, as far as they are empty. */
async function removeEmpty(folder: string, outermost: string): Promise<void> {
  for (let each = folder; each.length >= outermost.length; each = path.dirname(each)) {
    try {
      await rmdir(each);
    } catch {
      // Somebody else has put something there.
      return;
    }
  }
}
