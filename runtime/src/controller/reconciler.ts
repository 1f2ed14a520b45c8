import { inspect } from 'node:util';
import { type Brand, findError, messageOf, newBrand } from '../util/errors.js';
import type { Request } from './request.js';

/** The result of a successful reconciliation. */
export interface Result {
  /**
   * The delay after which the object is reconciled again, in addition to reconciliations for its events.
   *
   * A value that is not a finite number of at least 0 counts as a TerminalError. It is logged, and the object is next reconciled
   * for an event.
   *
   * Unit: milliseconds
   * Default: 0, the object is next reconciled for an event
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
 * A function that moves the actual state towards the desired state of one object. It receives only the name of the object and
 * must read the current state. It can be called at any time, repeatedly, and for objects that no longer exist. The calls for one
 * object never overlap, but calls for different objects can.
 *
 * If it throws or rejects, it is called again after the delay of the rate limiter, unless the error is a TerminalError.
 *
 * The signal fires when the controller stops, when leadership is lost, and after `reconciliationTimeoutMs`.
 */
export type Reconciler = (request: Request, signal: AbortSignal) => Promise<Result | null | undefined> | Promise<void>;

const brand: Brand<TerminalError> = /* @__PURE__ */ newBrand('TerminalError');

/** An error that a retry cannot fix. It is logged and counted, and the object is next reconciled for an event. */
export class TerminalError extends Error {
  /** `cause`: the error itself, or what is to be said of it. */
  constructor(cause: unknown) {
    super(`terminal error: ${messageOf(cause)}`, { cause });
    this.name = 'TerminalError';
    brand.mark(this);
  }
}

/** Whether an error is a TerminalError or was caused by one. Accepts errors of another copy of this package. */
export function isTerminalError(error: unknown): boolean {
  return findError(error, brand.has) !== undefined;
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
