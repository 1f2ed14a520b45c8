import { RingBuffer } from '../../util/ring-buffer.js';
import { runQueue, type SlicedTask } from '../../util/run-queue.js';
import type { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ResourceEventHandler } from './event-handler.js';
import type { InformerSynced, ResourceEventHandlerRegistration } from './informer.js';
import type { SyncSignal } from './sync-signal.js';
import { withProgress } from './synced.js';

/**
 * What a handler is told. One object serves all handlers of an informer. `isSync` is true where nothing changed, and the object is
 * for those only who are due for a resync.
 */
export type Notification<T> =
  | { readonly type: 'add'; readonly obj: T; readonly isInInitialList: boolean }
  | { readonly type: 'update'; readonly oldObj: T; readonly newObj: T; readonly isSync: boolean }
  | { readonly type: 'delete'; readonly obj: T | DeletedFinalStateUnknown<T> };

/** How often a handler wants to be shown everything again, in milliseconds; 0 for never. */
export interface ResyncPeriods {
  /** What it asked for, within the informer's bounds. */
  readonly requestedMs: number;
  /** What it gets. */
  readonly effectiveMs: number;
}

/**
 * One handler and what waits for it. Its queue has no limit: a handler that does not keep up costs memory, and nobody else
 * anything.
 */
export class ProcessorListener<T> implements SlicedTask, ResourceEventHandlerRegistration {
  /** Whether resyncs of the current round are for this handler. At first they are for all. */
  syncing = true;
  readonly hasSynced: InformerSynced;
  private readonly handler: ResourceEventHandler<T>;
  private readonly onError: (error: unknown) => void;
  private readonly progress: SyncSignal;
  private readonly pending = new RingBuffer<Notification<T>>();
  private resync: ResyncPeriods;
  private nextResyncAt: number;
  /** In the run queue, or in a call that has not ended: in either case what is added will be seen. */
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

  add(notification: Notification<T>): void {
    if (this.stopped) return;
    if (notification.type === 'add' && notification.isInInitialList) this.initialPending++;
    if (notification.type === 'update' && notification.isSync) this.syncsPending++;
    this.pending.push(notification);
    if (this.busy) return;
    this.busy = true;
    runQueue.add(this);
  }

  /** Drops what waits. Returns what to wait for where a call is under way. */
  stop(): Promise<void> | undefined {
    this.stopped = true;
    this.pending.clear();
    return this.inFlight;
  }

  runSlice(deadline: number): boolean {
    this.deadline = deadline;
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const ended = this.deliver(next);
      if (ended) {
        this.wait(next, ended);
        return false;
      }
      this.finished(next);
      if (performance.now() >= deadline && this.pending.length > 0) return true;
    }
    this.busy = false;
    return false;
  }

  get requestedResyncMs(): number {
    return this.resync.requestedMs;
  }

  setEffectiveResyncMs(effectiveMs: number): void {
    this.resync = { ...this.resync, effectiveMs };
  }

  /**
   * Whether a resync is due now; then the next one is due a period later. While the last one is not through, it is put off: what
   * waits for a handler that does not keep up must not grow by everything each period.
   */
  takeResync(now: number): boolean {
    this.syncing = this.resync.effectiveMs > 0 && now >= this.nextResyncAt && this.syncsPending === 0;
    if (this.syncing) this.nextResyncAt = now + this.resync.effectiveMs;
    return this.syncing;
  }

  /** Calls the handler; returns what to wait for, if anything. */
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

  private wait(notification: Notification<T>, ended: PromiseLike<unknown>): void {
    const goOn = (): void => {
      this.inFlight = undefined;
      this.finished(notification);
      // Within the slice it goes on at once: a turn of the event loop an event would be slow.
      if (performance.now() >= this.deadline || this.runSlice(this.deadline)) runQueue.add(this);
    };
    this.inFlight = Promise.resolve(ended).then(goOn, (error: unknown) => {
      this.onError(error);
      goOn();
    });
  }

  private finished(notification: Notification<T>): void {
    if (notification.type === 'update' && notification.isSync) this.syncsPending--;
    if (notification.type !== 'add' || !notification.isInInitialList) return;
    // An add that failed counts as well: it was given to the handler.
    if (--this.initialPending === 0) this.progress.notify();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
