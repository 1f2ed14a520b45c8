import { linkSignals, sleep, systemClock } from '../util/index.js';
import type { Clock, Random } from '../util/index.js';
import { backoffStep } from './backoff.js';
import type { Backoff } from './backoff.js';

/**
 * Says whether what is waited for has come about. What it throws ends the waiting. The signal fires when there is no more time for it,
 * and when the one who waits has given up.
 */
export type ConditionFunc = (signal: AbortSignal) => boolean | Promise<boolean>;

/** What waiting needs from outside. */
export interface WaitOptions {
  /** Ends the waiting: the promise rejects with the signal's reason. A condition that is running is waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/** Waiting ended before its condition came about: there was no time, or no try, left. */
export class WaitTimeoutError extends Error {
  constructor(message: string = 'timed out waiting for the condition') {
    super(message);
    this.name = 'WaitTimeoutError';
  }
}

const interruptions: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['WaitTimeoutError', 'AbortError', 'TimeoutError']);

/** Whether waiting was interrupted, by a limit of its own or by a signal, and not by an error of the condition; a cause counts too. */
export function isInterrupted(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let current = error; typeof current === 'object' && current !== null && !seen.has(current);) {
    if ('name' in current && interruptions.has(current.name)) return true;
    seen.add(current);
    current = 'cause' in current ? current.cause : undefined;
  }
  return false;
}

export interface PollOptions extends WaitOptions {
  /** Milliseconds from the beginning of one try to that of the next; a try that takes longer is followed by the next at once. */
  readonly intervalMs: number;
  /** Milliseconds after which no try is begun any more. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Whether the first try is made at once, and not after an interval. Default: true. */
  readonly immediate?: boolean | undefined;
}

/**
 * Tries until the condition is true. Rejects with what the condition throws, with a `WaitTimeoutError` after `timeoutMs`, and with the
 * signal's reason when it fires. With `immediate` there is at least one try, unless the signal has fired already.
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
      // Beats that a slow try made us miss are not made up for.
      next = Math.max(next + intervalMs, clock.monotonic());
      if (await condition(signal)) return;
    }
  } finally {
    cancel?.();
    unlink();
  }
}

export interface BackoffOptions extends WaitOptions {
  readonly random?: Random | undefined;
}

/**
 * Tries up to `backoff.steps` times until the condition is true, with the delays of the backoff between. Rejects with what the condition
 * throws, with a `WaitTimeoutError` after the last try, without waiting for another delay, and with the signal's reason when it fires.
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
      // The last try, or the one whose delay reaches the cap, which in client-go is the last too.
      if (next.steps === 0) break;
      state = next;
      await sleep(clock, delayMs, signal);
    }
  } finally {
    unlink();
  }
  throw new WaitTimeoutError();
}

export interface JitterUntilOptions extends BackoffOptions {
  /** Milliseconds between runs, or what gives them one after the other. */
  readonly period: number | (() => number);
  /** Makes each period longer by a random part of up to this times itself. Default: 0. */
  readonly jitter?: number | undefined;
  /** Whether the period begins after a run, and not with it. Default: true. */
  readonly sliding?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs again and again until the signal fires; then it resolves, after the run that is going on. What a run throws ends it: catch
 * inside what is not to.
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
      // The signal fired, which is the end that was asked for.
      return;
    }
  }
}
