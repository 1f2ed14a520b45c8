import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../util/index.js';

/** A file whose newest content is wanted. */
export interface FileContent {
  /**
   * The content. The file is looked at when the last look is `lookEveryMs` old, and read when it has changed or when it was last
   * read `readEveryMs` ago. While it cannot be read, the last content counts; rejects where there never was one.
   */
  read(): Promise<Uint8Array>;
  /** Makes the next `read` go to the disk. */
  expire(): void;
}

const lookEveryMs = 1_000;
/** Finds what a look may miss: another file of the same size and times. The period of client-go. */
const readEveryMs = 60_000;

export function fileContent(path: string, clock: Clock): FileContent {
  let last: { content: Uint8Array; identity: string; lookedAt: number; readAt: number } | undefined;
  let reading: Promise<Uint8Array> | undefined;

  const load = async (): Promise<Uint8Array> => {
    const now = clock.monotonic();
    try {
      const { size, mtimeNs, ino } = await stat(path, { bigint: true });
      const identity = `${size} ${mtimeNs} ${ino}`;
      if (last !== undefined && last.identity === identity && now - last.readAt < readEveryMs) {
        last.lookedAt = now;
        return last.content;
      }
      const content = await readFile(path);
      last = { content, identity, lookedAt: now, readAt: now };
      return content;
    } catch (error) {
      // A file that is being replaced may be gone for a moment: what it held last is still the best there is.
      if (last === undefined) throw error;
      last.lookedAt = now;
      return last.content;
    }
  };

  return {
    read() {
      if (last !== undefined && clock.monotonic() - last.lookedAt < lookEveryMs) return Promise.resolve(last.content);
      reading ??= load().finally(() => (reading = undefined));
      return reading;
    },
    expire() {
      if (last !== undefined) last = { ...last, identity: '', lookedAt: -Infinity };
    },
  };
}
