import { inspect } from 'node:util';
import { messageOf } from '../util/message-of.js';
import type { Request } from './request.js';

/** What is to follow a reconciliation that went well. */
export interface Result {
  /**
   * The delay after which the object is reconciled again, whatever happens to it meanwhile. A value that is not a finite number of at
   * least 0 is a `TerminalError`: it is logged, and the object waits until something happens to it.
   *
   * Unit: milliseconds.
   * Default: not before something happens; the same for 0
   */
  readonly requeueAfterMs?: number | undefined;
  /**
   * The priority of the request that `requeueAfterMs` adds. NaN is a `TerminalError`.
   *
   * Default: the priority of the request that was reconciled
   */
  readonly priority?: number | undefined;
}

/**
 * Brings the world a step nearer to what an object asks for. It is called with the name alone and has to look at the state as it is, so
 * it may be called at any time, again, and for objects that are gone. The calls for one object follow each other; those for others may
 * go on at the same time.
 *
 * Where it throws or rejects, it is called again after the delay of the rate limiter, unless the error is a `TerminalError`.
 * The signal fires when the controller is to end, when leadership is lost, and when `reconciliationTimeoutMs` has passed.
 */
export type Reconciler = (request: Request, signal: AbortSignal) => Promise<Result | null | undefined> | Promise<void>;

/** Known to every copy of the package. */
const brand = Symbol.for('kube-client-runtime/TerminalError');

/** A failure that trying again does not mend: it is logged and counted, and the object waits until something happens to it. */
export class TerminalError extends Error {
  /** `cause`: the error itself, or what is to be said of it. */
  constructor(cause: unknown) {
    super(`terminal error: ${messageOf(cause)}`, { cause });
    this.name = 'TerminalError';
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether an error is a `TerminalError`, of whatever copy of the package, or was caused by one. */
export function isTerminalError(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    if (brand in at) return true;
    seen.add(at);
  }
  return false;
}

/**
 * Whether a failure is a fault of the program and not of the world: what JavaScript itself throws for a property of undefined, a name
 * that is not there, an array of an impossible length. The counterpart of a panic.
 */
export function isProgramFault(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError || error instanceof SyntaxError
  );
}

/**
 * Returns the result of a reconciler. Programs without types can return anything: null and values that are not objects count as no
 * result.
 *
 * Throws a `TerminalError` if `requeueAfterMs` is not a finite number of at least 0, or `priority` is not a number. Neither a retry nor
 * a guess at the meaning helps.
 */
export function checkedResult(result: unknown): Result {
  if (typeof result !== 'object' || result === null) return {};
  const requeueAfterMs = 'requeueAfterMs' in result ? result.requeueAfterMs : undefined;
  const priority = 'priority' in result ? result.priority : undefined;
  if (requeueAfterMs !== undefined && !(typeof requeueAfterMs === 'number' && requeueAfterMs >= 0 && requeueAfterMs < Infinity)) {
    throw wrongResult('requeueAfterMs', requeueAfterMs, 'a finite number of milliseconds, 0 or more');
  }
  if (priority !== undefined && !(typeof priority === 'number' && !Number.isNaN(priority))) {
    throw wrongResult('priority', priority, 'a number');
  }
  return { requeueAfterMs, priority };
}

function wrongResult(field: keyof Result, value: unknown, expected: string): TerminalError {
  const given = typeof value === 'number' ? String(value) : inspect(value);
  return new TerminalError(`the reconciler returned the ${field} ${given}: it must be ${expected}`);
}
