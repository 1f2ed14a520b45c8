import type { Clock } from './clock.js';
import { logLine, type LogFields } from './log-line.js';
import { systemClock } from './system-clock.js';

/**
 * The destination of what the runtime reports: failures, throttling, watch errors, warnings of the server.
 * Messages never hold credentials. `fields` are plain values to print next to the message.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => {};

/** A logger that drops everything. Pass it as `logger` to turn the messages of the runtime off. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * The logger that the runtime uses if none is given. Writes errors and warnings to standard error through `console.error`, one line
 * each; drops `debug` and `info`. Never throws, also if standard error is closed.
 *
 * A line that repeats is written at most once a minute. Of one message with different fields, 20 lines are written at once, and one
 * a second after that. The next line that is written states the number of lines that were left out.
 */
export const defaultLogger: Logger = /* @__PURE__ */ newLineLogger((line) => {
  // eslint-disable-next-line no-console -- unlike `process.stderr.write`, it survives a closed pipe, and test runners capture it.
  console.error(line);
});

/** Returns a logger whose methods never throw and reject nothing, whatever those of `logger` do. Default: `defaultLogger`. */
export function safeLogger(logger: Logger = defaultLogger): Logger {
  const safely =
    (level: keyof Logger): Logger['info'] =>
    (message, fields) => {
      try {
        // The compiler accepts async functions as methods of a `Logger`.
        const log: (...args: [string, LogFields?]) => unknown = logger[level].bind(logger);
        const result = log(message, fields);
        if (result instanceof Promise) result.catch(ignore);
      } catch {
        // A log that fails must not stop the work that it reports on, and there is no other place to report to.
      }
    };
  return { debug: safely('debug'), info: safely('info'), warn: safely('warn'), error: safely('error') };
}

const repeatAfterMs = 60_000;
const burst = 20;
const refillMs = 1_000;
/** The number of lines and messages to remember. A program whose messages all differ must not fill the memory. */
const remembered = 1_000;

/** The lines of one kind that were left out since the last one that was written. */
interface Quiet {
  leftOut: number;
}

/** Returns a logger that passes errors and warnings to `write` as lines, and leaves out repeated ones as `defaultLogger` says. */
export function newLineLogger(write: (line: string) => void, clock: Clock = systemClock): Logger {
  /** By line: the time at which it may be written again. */
  const lines = new Map<string, Quiet & { readonly until: number }>();
  /** By message: when its bucket was filled last, and the lines left in it. */
  const messages = new Map<string, Quiet & { tokens: number; filledAt: number }>();

  const admit = (level: string, message: string, line: string): number | undefined => {
    const now = clock.monotonic();
    const same = lines.get(line);
    if (same !== undefined && now < same.until) {
      same.leftOut++;
      return undefined;
    }
    const key = `${level} ${message}`;
    const bucket = messages.get(key) ?? { tokens: burst, filledAt: now, leftOut: 0 };
    const refilled = Math.floor((now - bucket.filledAt) / refillMs);
    bucket.tokens = Math.min(burst, bucket.tokens + refilled);
    bucket.filledAt += refilled * refillMs;
    remember(messages, key, bucket);
    if (bucket.tokens === 0) {
      bucket.leftOut++;
      return undefined;
    }
    bucket.tokens--;
    const leftOut = bucket.leftOut + (same?.leftOut ?? 0);
    bucket.leftOut = 0;
    remember(lines, line, { until: now + repeatAfterMs, leftOut: 0 });
    return leftOut;
  };

  const log =
    (level: 'WARN' | 'ERROR'): Logger['info'] =>
    (message, fields = {}) => {
      try {
        const line = logLine(message, fields);
        const leftOut = admit(level, message, `${level} ${line}`);
        if (leftOut === undefined) return;
        const time = new Date(clock.now()).toISOString();
        write(`${time} ${level} kube-client-runtime: ${line}${leftOut > 0 ? ` (${leftOut} similar lines were left out)` : ''}`);
      } catch {
        // Standard error may be closed or replaced; there is no other place to report to.
      }
    };
  return { debug: ignore, info: ignore, warn: log('WARN'), error: log('ERROR') };
}

/** Stores an entry as the newest, and drops the oldest beyond the limit. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= remembered) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
