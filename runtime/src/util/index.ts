/**
 * Building blocks that every folder shares: clocks, loggers, abort signals, copies, and text in Go's formats. They know nothing
 * about Kubernetes.
 *
 * Programs need `setupSignalHandler`, `deepCopy`, and a `Logger` of their own; tests need `newFakeClock`. The package root
 * exports these.
 *
 * @packageDocumentation
 */
export { linkSignals, onAbort, sleep } from './abort.js';
export type { LinkedSignal } from './abort.js';
export { systemClock } from './clock.js';
export type { Clock, Random } from './clock.js';
export { compareCodePoints } from './code-point-order.js';
export { deepCopy, deepCopyUntyped, isPlainObject, setOwn } from './plain-object.js';
export { newFakeClock } from './fake-clock.js';
export type { FakeClock } from './fake-clock.js';
export { goPrint, goQuote, goSyntax, goTypeOf } from './go-format.js';
export type { LogFields } from './log-line.js';
export { defaultLogger, safeLogger, silentLogger } from './logger.js';
export type { Logger } from './logger.js';
export { setupSignalHandler } from './signal-handler.js';
export { untilConditions } from './until-conditions.js';
