import { isNotFound } from '../errors/index.js';
import { bindMethods } from '../util/bind-methods.js';
import { linkSignals, onAbort, safeLogger, systemClock } from '../util/index.js';
import type { Clock, LinkedSignal, Logger } from '../util/index.js';
import { electionTimes, type ElectionTimes, type LeaderElectionConfig } from './config.js';
import {
  initialMemory,
  memoryOf,
  type ElectionEffect,
  type ElectionEvent,
  type ElectionMemory,
  type ElectionState,
  type LockCall,
  type StepContext,
} from './election-state.js';
import { acquire, step } from './election-step.js';
import { LeadershipFence } from './leadership-fence.js';

/**
 * A candidate in an election. At most one of the candidates that share a lock leads. This holds as long as no clock runs faster
 * than another by a factor of `leaseDurationMs / (retryPeriodMs + renewDeadlineMs)` or more, which is 1.25 by default.
 *
 * A process that was paused for longer than its lease keeps acting as the leader until its event loop runs again. Call
 * `checkLease` right before each action that only the leader may do, which detects this. The client of a manager does so for its
 * writes.
 */
export interface LeaderElector {
  /**
   * Tries to become the leader, leads, and resolves when it no longer leads. That is after the signal fired or the lock could not
   * be renewed. It does not try again; call `run` again for that.
   *
   * Rejects with the error of `onStartedLeading`, or with an Error if the elector is already running.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Returns the identity of the last observed leader, or `''` if there was no leader. For information only. */
  getLeader(): string;
  /**
   * Whether the last observed leader is this candidate. It may have stopped leading since: rely on the signal of
   * `onStartedLeading` instead.
   */
  isLeader(): boolean;
  /**
   * Throws an Error if this candidate is the last observed leader and its lease ended more than `maxTolerableExpiredLeaseMs`
   * milliseconds ago.
   */
  check(maxTolerableExpiredLeaseMs: number): void;
  /**
   * Throws a LeadershipLostError unless this candidate leads and its lease has not ended by the monotonic clock of this process.
   * A leader that was stopped still passes until it releases the lock or its lease ends.
   */
  checkLease(): void;
}

/**
 * Creates a candidate. Sends no request before `run`.
 *
 * Throws a RangeError if the durations do not fit each other, or an Error if the identity of the lock is empty.
 */
export function newLeaderElector(config: LeaderElectionConfig): LeaderElector {
  return newElector(config, step);
}

/** Creates a candidate that uses `stepFunction`. Tests pass step functions with faults. */
export function newElector(config: LeaderElectionConfig, stepFunction: typeof step): LeaderElector {
  const times = electionTimes(config);
  if (config.lock.identity === '') throw new Error('leader election: the identity of the lock is empty');
  const elector = new Elector(config, times, stepFunction);
  config.watchDog?.setLeaderElection(elector);
  elector.callSafely('metrics', () => config.metrics?.off(elector.name));
  return elector;
}

/** The leader's work that is in progress. */
interface Leading {
  /** Aborts the signal that `onStartedLeading` received. */
  readonly link: LinkedSignal;
  /** Resolves when `onStartedLeading` has ended. Never rejects. */
  readonly ended: Promise<void>;
}

class Elector implements LeaderElector {
  readonly name: string;
  private readonly config: LeaderElectionConfig;
  private readonly times: ElectionTimes;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly step: typeof step;
  /** The description of the lock, for messages. */
  private readonly lockName: string;
  private readonly fence: LeadershipFence;
  private memory: ElectionMemory = initialMemory;
  private running = false;
  private leading: Leading | undefined;

  constructor(config: LeaderElectionConfig, times: ElectionTimes, stepFunction: typeof step) {
    bindMethods(this);
    this.config = config;
    this.times = times;
    this.step = stepFunction;
    this.lockName = config.lock.describe();
    this.name = config.name ?? this.lockName;
    this.clock = config.clock ?? systemClock;
    this.logger = safeLogger(config.logger);
    this.fence = new LeadershipFence(this.lockName, times);
  }

  getLeader(): string {
    return this.memory.observedRecord.holderIdentity;
  }

  isLeader(): boolean {
    return this.getLeader() === this.config.lock.identity;
  }

  check(maxTolerableExpiredLeaseMs: number): void {
    if (!this.isLeader()) return;
    if (this.clock.monotonic() - this.memory.observedAt <= this.times.leaseDurationMs + maxTolerableExpiredLeaseMs) return;
    throw new Error(`failed election to renew leadership on lease ${this.name}`);
  }

  checkLease(): void {
    this.fence.check(this.clock.monotonic());
  }

  async run(signal: AbortSignal): Promise<void> {
    if (this.running) throw new Error(`leader election: ${this.name} is already running`);
    this.running = true;
    const stop = linkSignals(signal);
    // The error of `onStartedLeading`, which ends the election.
    const failures: unknown[] = [];
    try {
      this.logger.info('Attempting to acquire leader lease', { lock: this.lockName });
      await this.elect(stop, failures);
    } catch (error) {
      // The leader's work must end even if the clock fails.
      this.fence.close(error);
      this.leading?.link.abort(error);
      throw error;
    } finally {
      stop.unlink();
      this.leading = undefined;
      this.running = false;
      this.callSafely('onStoppedLeading', () => this.config.callbacks.onStoppedLeading());
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Runs the step function until it stops. */
  private async elect(stop: LinkedSignal, failures: unknown[]): Promise<void> {
    let { state, effects } = acquire(memoryOf(this.memory), this.context());
    for (;;) {
      this.memory = memoryOf(state);
      this.fence.follow(state);
      for (const effect of effects) this.perform(effect, stop, failures);
      if (state.phase === 'stopped') return;
      const event = await this.runActivity(state, stop.signal);
      ({ state, effects } = this.step(state, event, this.context()));
    }
  }

  private context(): StepContext {
    return {
      ...this.times,
      identity: this.config.lock.identity,
      releaseOnCancel: this.config.releaseOnCancel ?? false,
      now: this.clock.monotonic(),
      timeOfDay: this.clock.now(),
      random: this.config.random ?? Math.random,
    };
  }

  private perform(effect: ElectionEffect, stop: LinkedSignal, failures: unknown[]): void {
    const { callbacks, metrics } = this.config;
    switch (effect.type) {
      case 'startLeading':
        this.logger.info('Successfully acquired lease', { lock: this.lockName });
        this.callSafely('metrics', () => metrics?.on(this.name));
        this.recordEvent('became leader');
        this.startLeading(stop, failures);
        return;
      case 'endLeading':
        if (effect.reason !== undefined) this.fence.close(effect.reason);
        this.leading?.link.abort(effect.reason ?? stop.signal.reason);
        if (effect.reason !== undefined) {
          this.logger.error('Leadership was lost', { lock: this.lockName, error: effect.reason });
        }
        this.callSafely('metrics', () => metrics?.off(this.name));
        this.recordEvent('stopped leading');
        return;
      case 'newLeader':
        this.callSafely('onNewLeader', () => callbacks.onNewLeader?.(effect.identity));
        return;
      case 'slowPath':
        this.callSafely('metrics', () => metrics?.slowpathExercised(this.name));
        return;
      case 'report':
        this.logger.error(`Leader election: ${effect.message}`, { lock: this.lockName, error: effect.error });
        return;
    }
  }

  private startLeading(stop: LinkedSignal, failures: unknown[]): void {
    const link = linkSignals(stop.signal);
    const { signal } = link;
    const call = async (): Promise<void> => {
      try {
        await this.config.callbacks.onStartedLeading(signal);
      } catch (error) {
        // Work that ends because its signal fired usually throws the signal's reason, which is not a failure.
        if (error === signal.reason) return;
        this.logger.error('Leader election: onStartedLeading failed', { lock: this.lockName, error });
        if (signal.aborted) return;
        failures.push(error);
        stop.abort(error);
      }
    };
    this.leading = { link, ended: Promise.resolve().then(call) };
  }

  private runActivity(state: Exclude<ElectionState, { phase: 'stopped' }>, stop: AbortSignal): Promise<ElectionEvent> {
    const { activity } = state;
    switch (activity.type) {
      case 'wait':
        return this.withTimeout(activity.delayMs, stop, () => ({ type: 'woken' }), undefined);
      case 'settle':
        return this.withTimeout(
          activity.timeoutMs,
          undefined,
          () => ({ type: 'failed', error: new Error('onStartedLeading did not end before the lease ended') }),
          async () => {
            await this.leading?.ended;
            return { type: 'settled' };
          },
        );
      default:
        return this.withTimeout(
          activity.timeoutMs,
          // The lock is released although the signal has fired.
          state.phase === 'releasing' ? undefined : stop,
          () => ({ type: 'failed', error: new Error(`no answer within ${activity.timeoutMs} ms`) }),
          (signal) => this.callLock(activity, signal),
        );
    }
  }

  private async callLock(call: LockCall, signal: AbortSignal): Promise<ElectionEvent> {
    const { lock } = this.config;
    try {
      switch (call.type) {
        case 'get':
          return { type: 'got', record: await lock.get(signal) };
        case 'create':
          await lock.create(call.record, signal);
          return { type: 'written' };
        case 'update':
          await lock.update(call.record, signal);
          return { type: 'written' };
      }
    } catch (error) {
      return call.type === 'get' && isNotFound(error) ? { type: 'missing' } : { type: 'failed', error };
    }
  }

  /**
   * Resolves with the first of three events: the end of `work`, the timeout, or `cancelled` when `stop` fires. Aborts the signal of
   * `work` in the latter two cases. `work` must not reject.
   */
  private withTimeout(
    timeoutMs: number,
    stop: AbortSignal | undefined,
    onTimeout: () => ElectionEvent,
    work: ((signal: AbortSignal) => Promise<ElectionEvent>) | undefined,
  ): Promise<ElectionEvent> {
    if (stop?.aborted) return Promise.resolve({ type: 'cancelled' });
    const link = linkSignals(stop);
    return new Promise((resolve) => {
      const finish = (event: ElectionEvent): void => {
        cancelTimer();
        removeListener();
        resolve(event);
      };
      const giveUp = (event: ElectionEvent): void => {
        finish(event);
        link.abort(new Error('leader election: the call timed out or the elector was stopped'));
      };
      const cancelTimer = this.clock.schedule(timeoutMs, () => giveUp(onTimeout()));
      const removeListener = onAbort(stop, () => giveUp({ type: 'cancelled' }));
      void work?.(link.signal).then((event) => {
        link.unlink();
        finish(event);
      });
    });
  }

  private recordEvent(message: string): void {
    this.callSafely('recordEvent', () => this.config.lock.recordEvent?.(message));
  }

  /** Calls a callback of the user. Logs its errors, so that the election continues. */
  callSafely(what: string, call: () => unknown): void {
    const report = (error: unknown): void => this.logger.error(`Leader election: ${what} failed`, { lock: this.name, error });
    try {
      // Not awaited, so that a slow callback does not delay the election.
      void Promise.resolve(call()).then(undefined, report);
    } catch (error) {
      report(error);
    }
  }
}
