import { type Clock, systemClock } from './clock.js';
import { logLine, type LogFields } from './log-line.js';
import { TokenBucket } from './token-bucket.js';

/**
 * A destination of the runtime's messages: failures, throttling, watch errors, warnings of the server. Messages never contain
 * credentials. `fields` are values to print after the message.
 *
 * The runtime ignores an error that a logger throws.
 */
export interface Logger {
  /** Logs details for the analysis of a problem, such as a watch that fails and is restarted. */
  debug(message: string, fields?: LogFields): void;
  /** Logs normal events, such as the start of a controller's workers. */
  info(message: string, fields?: LogFields): void;
  /** Logs a problem that the runtime works around, such as a watch that it retries. */
  warn(message: string, fields?: LogFields): void;
  /** Logs a failure that somebody has to look at. */
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => {};

/** A logger that drops all messages. Pass it as `logger` to turn the runtime's messages off. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * The logger that the runtime uses by default. Writes errors and warnings to standard error through `console.error`, one line
 * each, and drops `debug` and `info`. Never throws, even if standard error is closed.
 *
 * Writes a repeated line at most once a minute. Of one message with different fields, writes up to 20 lines at once and then one
 * line per second. The next line states the number of lines that were left out.
 */
export const defaultLogger: Logger = /* @__PURE__ */ newLineLogger((line) => {
  // eslint-disable-next-line no-console -- unlike `process.stderr.write`, it survives a closed pipe, and test runners capture it.
  console.error(line);
});

/**
 * Returns a logger whose methods neither throw nor return a rejected promise, even if those of `logger` do.
 *
 * Default: `defaultLogger`
 */
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
        // A logger that fails must not stop the work that it reports on. There is no other place to report its failure to.
      }
    };
  return { debug: safely('debug'), info: safely('info'), warn: safely('warn'), error: safely('error') };
}

const repeatAfterMs = 60_000;
const burst = 20;
const linesPerSecond = 1;
/** The number of lines and of messages to remember. Limits the memory of a program whose messages all differ. */
const remembered = 1_000;

/** The number of similar lines that were left out since the last written line. */
interface Quiet {
  leftOut: number;
}

/**
 * Returns a logger that passes errors and warnings to `write` as lines. Leaves out repeated lines as described at
 * `defaultLogger`.
 */
export function newLineLogger(write: (line: string) => void, clock: Clock = systemClock): Logger {
  /** By line: the time from which the line may be written again. */
  const lines = new Map<string, Quiet & { readonly until: number }>();
  /** By message: a bucket with one token per line. */
  const messages = new Map<string, Quiet & { readonly bucket: TokenBucket }>();

  const admit = (level: string, message: string, line: string): number | undefined => {
    const now = clock.monotonic();
    const same = lines.get(line);
    if (same !== undefined && now < same.until) {
      same.leftOut++;
      return undefined;
    }
    const key = `${level} ${message}`;
    const similar = messages.get(key) ?? { bucket: new TokenBucket(linesPerSecond, burst, clock), leftOut: 0 };
    remember(messages, key, similar);
    if (!similar.bucket.tryTake()) {
      similar.leftOut++;
      return undefined;
    }
    const leftOut = similar.leftOut + (same?.leftOut ?? 0);
    similar.leftOut = 0;
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
