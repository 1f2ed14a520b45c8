import { setImmediate as turn } from 'node:timers/promises';

/** A record of faults of the process, kept until `end`. */
export interface ProcessWatch {
  /** Resolves with the faults: unhandled rejections, warnings of leaks, and timers, sockets and servers that are still open. */
  end(): Promise<string[]>;
}

/** The turns of the event loop in which closing sockets and timers end. Those that remain were forgotten. */
const turnsToEnd = 2_000;
const kinds = ['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'TLSWrap', 'FSEventWrap', 'ProcessWrap'];

/** Starts the record. Ignores resources that are open now. */
export function watchProcess(): ProcessWatch {
  const faults: string[] = [];
  const before = countResources();
  const onRejection = (reason: unknown): void => void faults.push(`an unhandled rejection:  ${String(reason)}`);
  const onWarning = (warning: Error): void => void faults.push(`a warning: ${warning.name}: ${warning.message}`);
  process.on('unhandledRejection', onRejection).on('warning', onWarning);
  return {
    async end() {
      let left = leftOver(before);
      for (let turns = 0; left.length > 0 && turns < turnsToEnd; turns++) {
        await turn();
        left = leftOver(before);
      }
      process.off('unhandledRejection', onRejection).off('warning', onWarning);
      return [...faults, ...left];
    },
  };
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function leftOver(before: ReadonlyMap<string, number>): string[] {
  return [...countResources()]
    .map(([name, count]) => ({ name, more: count - (before.get(name) ?? 0) }))
    .filter(({ name, more }) => kinds.includes(name) && more > 0)
    .map(({ name, more }) => `left over: ${more} ${name}`);
}
