import type { Clock } from '../../util/index.js';
import type { ResourceEventHandler } from './event-handler.js';
import type { ResourceEventHandlerRegistration } from './informer.js';
import { ProcessorListener, type Notification } from './processor-listener.js';
import type { SyncSignal } from './synced.js';

/** The dependencies of a processor. */
export interface SharedProcessorOptions {
  /** Clock and timers. */
  readonly clock: Clock;
  /** The resync period of handlers that request none. Unit: milliseconds */
  readonly defaultResyncMs: number;
  /** Whether the cache contains the initial list. */
  readonly upstreamHasSynced: () => boolean;
  /** Notified when a handler has synced. */
  readonly progress: SyncSignal;
  /** Called with each error of a handler. */
  readonly onHandlerError: (error: unknown) => void;
  /** Logs a warning. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The minimum resync period. Unit: milliseconds */
const minimumResyncMs = 1000;

/** The handlers of an informer. Passes events to them, and determines which of them are due for a resync. */
export class SharedProcessor<T> {
  private readonly options: SharedProcessorOptions;
  private readonly listeners = new Map<ResourceEventHandlerRegistration, ProcessorListener<T>>();
  /** Calls that were in progress when their handler was removed. */
  private readonly unfinishedCalls = new Set<Promise<void>>();
  private checkPeriodMs: number;

  constructor(options: SharedProcessorOptions) {
    this.options = options;
    this.checkPeriodMs = options.defaultResyncMs > 0 ? options.defaultResyncMs : 0;
  }

  /**
   * The time between two checks for due resyncs: the shortest period that was requested before the start. 0 for no checks. Unit:
   * milliseconds
   */
  get resyncCheckPeriodMs(): number {
    return this.checkPeriodMs;
  }

  /** Adds a handler. `running` states whether the informer was started. */
  addListener(handler: ResourceEventHandler<T>, resyncPeriodMs: number | undefined, running: boolean): ProcessorListener<T> {
    const { clock, upstreamHasSynced, progress, onHandlerError } = this.options;
    const requestedMs = this.acceptedPeriod(resyncPeriodMs ?? this.options.defaultResyncMs, running);
    const periods = { requestedMs, effectiveMs: this.effectivePeriod(requestedMs) };
    const listener = new ProcessorListener<T>(handler, periods, clock.monotonic(), upstreamHasSynced, progress, onHandlerError);
    this.listeners.set(listener, listener);
    return listener;
  }

  /** Removes a handler. Ignores unknown registrations. */
  removeListener(registration: ResourceEventHandlerRegistration): void {
    const listener = this.listeners.get(registration);
    if (!listener) return;
    this.listeners.delete(registration);
    this.stopListener(listener);
  }

  /** Queues an event for the handlers: for all of them, or for those due for a resync if nothing changed. */
  distribute(notification: Notification<T>): void {
    const forAll = notification.type !== 'update' || !notification.isSync;
    for (const listener of this.listeners.values()) if (forAll || listener.syncing) listener.add(notification);
  }

  /** Whether any handler is due for a resync. The due handlers receive updates without a change until the next call. */
  shouldResync(): boolean {
    const now = this.options.clock.monotonic();
    let due = false;
    for (const listener of this.listeners.values()) if (listener.takeResync(now)) due = true;
    return due;
  }

  /** Removes all handlers. */
  stop(): void {
    for (const listener of this.listeners.values()) this.stopListener(listener);
    this.listeners.clear();
  }

  /**
   * Removes all handlers and waits for their calls in progress. Resolves with true if the calls end within `graceMs`, and
   * otherwise with false.
   */
  async ended(graceMs: number): Promise<boolean> {
    this.stop();
    if (this.unfinishedCalls.size === 0) return true;
    return new Promise((resolve) => {
      const cancel = this.options.clock.schedule(graceMs, () => resolve(false));
      void Promise.all(this.unfinishedCalls).then(() => {
        cancel();
        resolve(true);
      });
    });
  }

  private stopListener(listener: ProcessorListener<T>): void {
    const ended = listener.stop();
    if (!ended) return;
    this.unfinishedCalls.add(ended);
    void ended.then(() => this.unfinishedCalls.delete(ended));
  }

  /**
   * Returns the period for a handler. Raises it to the minimum and, if the informer is running, to the period of its checks.
   * Before the start, a shorter period shortens the period of the checks instead.
   */
  private acceptedPeriod(periodMs: number, running: boolean): number {
    if (!(periodMs > 0)) return 0;
    const { warn } = this.options;
    let requestedMs = periodMs;
    if (requestedMs < minimumResyncMs) {
      warn('The resync period is too short; using the minimum', { resyncPeriodMs: periodMs, minimumResyncMs });
      requestedMs = minimumResyncMs;
    }
    if (requestedMs < this.checkPeriodMs) {
      if (running) {
        warn('The resync period is shorter than that of the running informer; using the informer’s', {
          resyncPeriodMs: requestedMs,
          resyncCheckPeriodMs: this.checkPeriodMs,
        });
        return this.checkPeriodMs;
      }
      this.checkPeriodMs = requestedMs;
      for (const listener of this.listeners.values())
        listener.setEffectiveResyncMs(this.effectivePeriod(listener.requestedResyncMs));
    }
    return requestedMs;
  }

  private effectivePeriod(requestedMs: number): number {
    if (requestedMs === 0) return 0;
    if (this.checkPeriodMs > 0) return Math.max(requestedMs, this.checkPeriodMs);
    this.options.warn('The resync period has no effect, because the informer does not resync', { resyncPeriodMs: requestedMs });
    return 0;
  }
}
