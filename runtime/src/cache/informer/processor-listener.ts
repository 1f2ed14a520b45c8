import { RingBuffer } from '../../util/ring-buffer.js';
import { runQueue, type SlicedTask } from '../../util/run-queue.js';
import type { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ResourceEventHandler } from './event-handler.js';
import type { InformerSynced, ResourceEventHandlerRegistration } from './informer.js';
import { withProgress, type SyncSignal } from './synced.js';

/**
 * An event for handlers. All handlers of an informer receive the same object. `isSync` marks an update without a change. Only
 * handlers that are due for a resync receive it.
 */
export type Notification<T> =
  | { readonly type: 'add'; readonly obj: T; readonly isInInitialList: boolean }
  | { readonly type: 'update'; readonly oldObj: T; readonly newObj: T; readonly isSync: boolean }
  | { readonly type: 'delete'; readonly obj: T | DeletedFinalStateUnknown<T> };

/** The resync periods of a handler. 0 disables resyncs. Unit: milliseconds */
export interface ResyncPeriods {
  /** The requested period, raised to the minimum. */
  readonly requestedMs: number;
  /** The period that is in effect. */
  readonly effectiveMs: number;
}

/**
 * A handler and the queue of its events. The queue has no limit: a slow handler takes memory, but does not delay other handlers.
 */
export class ProcessorListener<T> implements SlicedTask, ResourceEventHandlerRegistration {
  /** Whether this handler receives updates of the current resync. Before the first resync, all handlers do. */
  syncing = true;
  /** Returns whether the handler has processed the initial list. */
  readonly hasSynced: InformerSynced;
  private readonly handler: ResourceEventHandler<T>;
  private readonly onError: (error: unknown) => void;
  private readonly progress: SyncSignal;
  private readonly pending = new RingBuffer<Notification<T>>();
  private resync: ResyncPeriods;
  private nextResyncAt: number;
  /** Whether the listener is in the run queue, or a call of the handler is in progress. Both will process newly added events. */
  private busy = false;
  private stopped = false;
  private initialPending = 0;
  private syncsPending = 0;
  private inFlight: Promise<void> | undefined;
  private deadline = 0;

  constructor(
    handler: ResourceEventHandler<T>,
    resync: ResyncPeriods,
    now: number,
    upstreamHasSynced: () => boolean,
    progress: SyncSignal,
    onError: (error: unknown) => void,
  ) {
    this.handler = handler;
    this.resync = resync;
    this.nextResyncAt = now + resync.effectiveMs;
    this.progress = progress;
    this.hasSynced = withProgress(() => this.initialPending === 0 && upstreamHasSynced(), progress);
    this.onError = onError;
  }

  /** Queues an event. */
  add(notification: Notification<T>): void {
    if (this.stopped) return;
    if (notification.type === 'add' && notification.isInInitialList) this.initialPending++;
    if (notification.type === 'update' && notification.isSync) this.syncsPending++;
    this.pending.push(notification);
    if (this.busy) return;
    this.busy = true;
    runQueue.add(this);
  }

  /** Drops all queued events. Returns a promise for the end of the call in progress, if there is one. */
  stop(): Promise<void> | undefined {
    this.stopped = true;
    this.pending.clear();
    return this.inFlight;
  }

  /** Calls the handler with queued events until the deadline. Returns whether events are left for another slice. */
  runSlice(deadline: number): boolean {
    this.deadline = deadline;
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const ended = this.deliver(next);
      if (ended) {
        this.continueAfter(next, ended);
        return false;
      }
      this.finished(next);
      if (performance.now() >= deadline && this.pending.length > 0) return true;
    }
    this.busy = false;
    return false;
  }

  /** The requested resync period, raised to the minimum. Unit: milliseconds */
  get requestedResyncMs(): number {
    return this.resync.requestedMs;
  }

  /** Sets the resync period that is in effect. Unit: milliseconds */
  setEffectiveResyncMs(effectiveMs: number): void {
    this.resync = { ...this.resync, effectiveMs };
  }

  /**
   * Whether a resync is due now. If so, schedules the next one a period later. A resync is postponed while the previous one is
   * queued, so that the queue of a slow handler does not grow with each period.
   */
  takeResync(now: number): boolean {
    this.syncing = this.resync.effectiveMs > 0 && now >= this.nextResyncAt && this.syncsPending === 0;
    if (this.syncing) this.nextResyncAt = now + this.resync.effectiveMs;
    return this.syncing;
  }

  /** Calls the handler. Returns its promise, if it returns one. */
  private deliver(notification: Notification<T>): PromiseLike<unknown> | undefined {
    try {
      const result: unknown = this.call(notification);
      return isThenable(result) ? result : undefined;
    } catch (error) {
      this.onError(error);
      return undefined;
    }
  }

  private call(notification: Notification<T>): unknown {
    switch (notification.type) {
      case 'add':
        return this.handler.onAdd?.(notification.obj, notification.isInInitialList);
      case 'update':
        return this.handler.onUpdate?.(notification.oldObj, notification.newObj);
      case 'delete':
        return this.handler.onDelete?.(notification.obj);
    }
  }

  private continueAfter(notification: Notification<T>, ended: PromiseLike<unknown>): void {
    const continueQueue = (): void => {
      this.inFlight = undefined;
      this.finished(notification);
      // Continues at once within the slice, because one turn of the event loop per event would be slow.
      if (performance.now() >= this.deadline || this.runSlice(this.deadline)) runQueue.add(this);
    };
    this.inFlight = Promise.resolve(ended).then(continueQueue, (error: unknown) => {
      this.onError(error);
      continueQueue();
    });
  }

  /** Counts an event as processed. */
  private finished(notification: Notification<T>): void {
    if (notification.type === 'update' && notification.isSync) this.syncsPending--;
    if (notification.type !== 'add' || !notification.isInInitialList) return;
    // A failed call also counts as delivered.
    if (--this.initialPending === 0) this.progress.notify();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
