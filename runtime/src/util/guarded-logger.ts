import type { Logger } from './logger.js';

/**
 * Wraps a logger so that its calls never throw and leave no unhandled rejection. For code that must go on whatever a logger does: there is
 * no other place to report the fault of a logger.
 */
export function guardedLogger(logger: Logger): Logger {
  const guard = (call: () => unknown): void => {
    try {
      void Promise.resolve(call()).then(undefined, () => {});
    } catch {
      // See above.
    }
  };
  return {
    debug: (message, fields) => guard(() => logger.debug(message, fields)),
    info: (message, fields) => guard(() => logger.info(message, fields)),
    warn: (message, fields) => guard(() => logger.warn(message, fields)),
    error: (message, fields) => guard(() => logger.error(message, fields)),
  };
}
