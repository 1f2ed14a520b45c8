import { linkSignals, sleep, systemClock } from '../util/index.js';
import type { Clock, Random } from '../util/index.js';
import { backoffStep } from './backoff.js';
import type { Backoff } from './backoff.js';

/**
 * A condition to wait for. Returns true when it holds; an error that it throws ends the waiting. The signal fires when the time is
 * up and when the caller gives up.
 */
export type ConditionFunc = (signal: AbortSignal) => boolean | Promise<boolean>;

/** Options of every function that waits. */
export interface WaitOptions {
  /** Ends the waiting. The promise rejects with the signal's reason after a running condition has settled. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The clock that measures delays.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock | undefined;
}

/** The error of a wait that ran out of time, or of tries, before its condition held. */
export class WaitTimeoutError extends Error {
  constructor(message: string = 'timed out waiting for the condition') {
    super(message);
    this.name = 'WaitTimeoutError';
  }
}

const interruptions: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['WaitTimeoutError', 'AbortError', 'TimeoutError']);

/**
 * Whether an error, or one of its causes, means that waiting was interrupted by a time limit or a signal. False for errors of the
 * condition.
 */
export function isInterrupted(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let current = error; typeof current === 'object' && current !== null && !seen.has(current);) {
    if ('name' in current && interruptions.has(current.name)) return true;
    seen.add(current);
    current = 'cause' in current ? current.cause : undefined;
  }
  return false;
}

/** Options of `poll`. */
export interface PollOptions extends WaitOptions {
  /**
   * The time from the start of one try to the start of the next. A try that takes longer is followed by the next at once.
   *
   * Unit: milliseconds
   */
  readonly intervalMs: number;
  /**
   * The time after which no further try starts.
   *
   * Unit: milliseconds.
   * Default: no limit
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Whether the first try starts at once instead of after one interval.
   *
   * Default: true
   */
  readonly immediate?: boolean | undefined;
}

/**
 * Tries a condition until it returns true. With `immediate` it tries at least once, unless the signal has already fired.
 *
 * Rejects with the error of the condition, with a `WaitTimeoutError` after `timeoutMs`, or with the signal's reason.
 *
 * @example
 * ```ts
 * import { poll } from 'kube-client-runtime';
 *
 * const pods = clientset.coreV1.pods('default');
 * await poll(async () => (await pods.list()).items.length === 0, { intervalMs: 1_000, timeoutMs: 60_000, signal });
 * ```
 */
export async function poll(condition: ConditionFunc, options: PollOptions): Promise<void> {
  const { intervalMs, timeoutMs, immediate = true, clock = systemClock } = options;
  const { signal, abort, unlink } = linkSignals(options.signal);
  signal.throwIfAborted();
  const cancel = timeoutMs === undefined ? undefined : clock.schedule(timeoutMs, () => abort(new WaitTimeoutError()));
  const begun = clock.monotonic();
  try {
    if (immediate && (await condition(signal))) return;
    let next = begun + intervalMs;
    for (;;) {
      await sleep(clock, Math.max(0, next - clock.monotonic()), signal);
      // Tries that a slow one delayed are skipped, not made up for.
      next = Math.max(next + intervalMs, clock.monotonic());
      if (await condition(signal)) return;
    }
  } finally {
    cancel?.();
    unlink();
  }
}

/** Options of functions that wait with a backoff. */
export interface BackoffOptions extends WaitOptions {
  /**
   * The source of jitter: numbers from 0 up to, but not including, 1.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
}

/**
 * Tries a condition up to `backoff.steps` times until it returns true, with the delays of the backoff between tries.
 *
 * Rejects with the error of the condition, with a `WaitTimeoutError` right after the last try, or with the signal's reason.
 */
export async function exponentialBackoff(
  backoff: Backoff,
  condition: ConditionFunc,
  options: BackoffOptions = {},
): Promise<void> {
  const { clock = systemClock, random } = options;
  const { signal, unlink } = linkSignals(options.signal);
  try {
    for (let state = backoff; (state.steps ?? 0) > 0;) {
      signal.throwIfAborted();
      if (await condition(signal)) return;
      const { delayMs, next } = backoffStep(state, random);
      // The last try. As in client-go, a delay that reaches the cap makes its try the last one too.
      if (next.steps === 0) break;
      state = next;
      await sleep(clock, delayMs, signal);
    }
  } finally {
    unlink();
  }
  throw new WaitTimeoutError();
}

/** Options of `jitterUntil`. */
export interface JitterUntilOptions extends BackoffOptions {
  /**
   * The time between runs, or a function that returns it for each run.
   *
   * Unit: milliseconds
   */
  readonly period: number | (() => number);
  /**
   * The largest random extension of a period, as a multiple of the period.
   *
   * Default: 0
   */
  readonly jitter?: number | undefined;
  /**
   * Whether a period begins at the end of a run instead of at its start.
   *
   * Default: true
   */
  readonly sliding?: boolean | undefined;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/**
 * Calls `run` periodically until the signal fires. Resolves after the run that is then in progress. Rejects with the first error of
 * `run`, so catch errors inside `run` that must not end the loop.
 */
export async function jitterUntil(run: () => void | Promise<void>, options: JitterUntilOptions): Promise<void> {
  const { period, jitter = 0, sliding = true, signal, clock = systemClock, random = Math.random } = options;
  while (!signal.aborted) {
    const begun = clock.monotonic();
    await run();
    const plain = typeof period === 'number' ? period : period();
    const delay = jitter > 0 ? plain + random() * jitter * plain : plain;
    try {
      await sleep(clock, sliding ? delay : Math.max(0, begun + delay - clock.monotonic()), signal);
    } catch {
      // The signal fired, which ends the loop as requested.
      return;
    }
  }
}
