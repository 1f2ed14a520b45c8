import { stat } from 'node:fs/promises';
import type { Clock } from '../../util/index.js';
import { shareRun, type SharedRun } from '../../util/shared-run.js';
import { readSmallFile } from '../read-file.js';

/** The latest content of a file. */
export interface FileContent {
  /**
   * Returns the content. Checks the file at most once a second, and reads it if it has changed or was last read a minute ago.
   * Returns the last content while the file cannot be read.
   *
   * Rejects if the file could never be read, and with the signal's reason.
   */
  read(signal?: AbortSignal): Promise<Uint8Array>;
  /** Makes the next `read` access the disk. */
  expire(): void;
}

/** The time between two checks of the file's size and times. Unit: milliseconds */
const lookEveryMs = 1_000;
/**
 * The time after which the file is read again without a visible change, as in client-go. Finds replacements with the same size
 * and times.
 * Unit: milliseconds
 */
const readEveryMs = 60_000;

/** Returns the content of a file, read on demand. */
export function fileContent(path: string, clock: Clock): FileContent {
  let last: { content: Uint8Array; identity: string; lookedAt: number; readAt: number } | undefined;
  let reading: SharedRun<Uint8Array> | undefined;

  const load = async (signal: AbortSignal): Promise<Uint8Array> => {
    const now = clock.monotonic();
    try {
      const { size, mtimeNs, ino } = await stat(path, { bigint: true });
      const identity = `${size} ${mtimeNs} ${ino}`;
      if (last !== undefined && last.identity === identity && now - last.readAt < readEveryMs) {
        last.lookedAt = now;
        return last.content;
      }
      // If there is a previous content, do not wait for the writer of a FIFO.
      const content = await readSmallFile(path, { clock, signal, ...(last === undefined ? {} : { waitMs: 0 }) });
      last = { content, identity, lookedAt: now, readAt: now };
      return content;
    } catch (error) {
      // A file may be missing for a moment while it is replaced. Use its last content.
      if (last === undefined) throw error;
      last.lookedAt = now;
      return last.content;
    }
  };

  const start = (): SharedRun<Uint8Array> => {
    const forget = (): void => {
      if (reading === run) reading = undefined;
    };
    const run = shareRun(async (signal) => {
      const content = await load(signal);
      forget();
      return content;
    }, forget);
    return run;
  };

  return {
    read(signal) {
      if (last !== undefined && clock.monotonic() - last.lookedAt < lookEveryMs) return Promise.resolve(last.content);
      reading ??= start();
      return reading.wait(signal);
    },
    expire() {
      if (last !== undefined) last = { ...last, identity: '', lookedAt: -Infinity };
    },
  };
}
