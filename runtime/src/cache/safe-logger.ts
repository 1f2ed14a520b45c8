import type { Logger } from '../util/index.js';

/** A log that fails must not stop what it tells of; there is nobody left to tell of that. */
export function safeLogger(logger: Logger): Logger {
  const safely =
    (level: 'debug' | 'info' | 'warn' | 'error'): Logger['info'] =>
    (message, fields) => {
      try {
        logger[level](message, fields);
      } catch {
        // As said above.
      }
    };
  return { debug: safely('debug'), info: safely('info'), warn: safely('warn'), error: safely('error') };
}
