import type { Clock } from '../../util/index.js';
import type { ResourceEventHandler } from './event-handler.js';
import type { ResourceEventHandlerRegistration } from './informer.js';
import { ProcessorListener, type Notification } from './processor-listener.js';
import type { SyncSignal } from './sync-signal.js';

export interface SharedProcessorOptions {
  readonly clock: Clock;
  /** The resync period of handlers that ask for none, in milliseconds. */
  readonly defaultResyncMs: number;
  readonly upstreamHasSynced: () => boolean;
  /** Notified when a handler has synced. */
  readonly progress: SyncSignal;
  readonly onHandlerError: (error: unknown) => void;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The shortest resync period, in milliseconds. */
const minimumResyncMs = 1000;

/** The handlers of an informer: passes events on to them, and finds out when each of them is due for a resync. */
export class SharedProcessor<T> {
  private readonly options: SharedProcessorOptions;
  private readonly listeners = new Map<ResourceEventHandlerRegistration, ProcessorListener<T>>();
  /** Calls that were under way when their handler was removed. */
  private readonly leftOver = new Set<Promise<void>>();
  private checkPeriodMs: number;

  constructor(options: SharedProcessorOptions) {
    this.options = options;
    this.checkPeriodMs = options.defaultResyncMs > 0 ? options.defaultResyncMs : 0;
  }

  /** How often it is looked who is due for a resync: the shortest period that was asked for before the start. 0 for never. */
  get resyncCheckPeriodMs(): number {
    return this.checkPeriodMs;
  }

  addListener(handler: ResourceEventHandler<T>, resyncPeriodMs: number | undefined, running: boolean): ProcessorListener<T> {
    const { clock, upstreamHasSynced, progress, onHandlerError } = this.options;
    const requestedMs = this.negotiate(resyncPeriodMs ?? this.options.defaultResyncMs, running);
    const periods = { requestedMs, effectiveMs: this.effective(requestedMs) };
    const listener = new ProcessorListener<T>(handler, periods, clock.monotonic(), upstreamHasSynced, progress, onHandlerError);
    this.listeners.set(listener, listener);
    return listener;
  }

  removeListener(registration: ResourceEventHandlerRegistration): void {
    const listener = this.listeners.get(registration);
    if (!listener) return;
    this.listeners.delete(registration);
    this.retire(listener);
  }

  distribute(notification: Notification<T>): void {
    const forAll = notification.type !== 'update' || !notification.isSync;
    for (const listener of this.listeners.values()) if (forAll || listener.syncing) listener.add(notification);
  }

  /** Whether any handler is due; until it is asked again, sync events are for those that are. */
  shouldResync(): boolean {
    const now = this.options.clock.monotonic();
    let due = false;
    for (const listener of this.listeners.values()) if (listener.takeResync(now)) due = true;
    return due;
  }

  /** Calls no handler any more. */
  stop(): void {
    for (const listener of this.listeners.values()) this.retire(listener);
    this.listeners.clear();
  }

  /** Stops. Resolves with true when all calls that were under way have ended, with false when they have not within the time. */
  async ended(graceMs: number): Promise<boolean> {
    this.stop();
    if (this.leftOver.size === 0) return true;
    return new Promise((resolve) => {
      const cancel = this.options.clock.schedule(graceMs, () => resolve(false));
      void Promise.all(this.leftOver).then(() => {
        cancel();
        resolve(true);
      });
    });
  }

  private retire(listener: ProcessorListener<T>): void {
    const ended = listener.stop();
    if (!ended) return;
    this.leftOver.add(ended);
    void ended.then(() => this.leftOver.delete(ended));
  }

  /** Raises a period to what the informer can do, or before the start lets the informer look more often. */
  private negotiate(periodMs: number, running: boolean): number {
    if (!(periodMs > 0)) return 0;
    const { warn } = this.options;
    let requestedMs = periodMs;
    if (requestedMs < minimumResyncMs) {
      warn('The resync period is too short; using the shortest that is allowed', { resyncPeriodMs: periodMs, minimumResyncMs });
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
      for (const listener of this.listeners.values()) listener.setEffectiveResyncMs(this.effective(listener.requestedResyncMs));
    }
    return requestedMs;
  }

  private effective(requestedMs: number): number {
    if (requestedMs === 0) return 0;
    if (this.checkPeriodMs > 0) return Math.max(requestedMs, this.checkPeriodMs);
    this.options.warn('The resync period has no effect: the informer does no resyncs', { resyncPeriodMs: requestedMs });
    return 0;
  }
}
