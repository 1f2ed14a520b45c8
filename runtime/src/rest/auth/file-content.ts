import { stat } from 'node:fs/promises';
import type { Clock } from '../../util/index.js';
import { readSmallFile } from '../../util/read-file.js';
import { shareRun, type SharedRun } from '../../util/shared-run.js';

/** The newest content of a file. */
export interface FileContent {
  /**
   * Returns the content. The file is looked at when the last look is `lookEveryMs` old, and read when it has changed or when it was
   * last read `readEveryMs` ago. While it cannot be read, the last content counts.
   *
   * Rejects if there never was one, and with the signal's reason.
   */
  read(signal?: AbortSignal): Promise<Uint8Array>;
  /** Makes the next `read` go to the disk. */
  expire(): void;
}

const lookEveryMs = 1_000;
/** Finds what a look may miss: another file of the same size and times. The period of client-go. */
const readEveryMs = 60_000;

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
      // Once there is a content, nothing waits for a FIFO to be written again.
      const content = await readSmallFile(path, { clock, signal, ...(last === undefined ? {} : { waitMs: 0 }) });
      last = { content, identity, lookedAt: now, readAt: now };
      return content;
    } catch (error) {
      // A file that is being replaced may be gone for a moment: what it held last is still the best there is.
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
