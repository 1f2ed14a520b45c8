import { errorFromObject } from '../errors/index.js';
import type { KubeObject, WatchEvent } from '../meta/index.js';
import { linkSignals, onAbort, sleep, systemClock, type Clock, type Random } from '../util/index.js';
import { deletionHandlingMetaNamespaceKeyFunc, metadataOf } from './keys.js';
import type { CachedObject } from './cached-object.js';
import type { ListChunk, ListerWatcher } from './lister-watcher.js';
import { OpenCall } from './reflector-call.js';
import {
  initialEventsSilenceMs,
  initialMemory,
  type ListRequest,
  type ReflectorEffect,
  type ReflectorEvent,
  type ReflectorState,
  type StepContext,
  type WatchRequest,
} from './reflector-state.js';
import { step, storeFailed, sync } from './reflector-step.js';
import { Pacer } from './run-queue.js';
import { DeletedFinalStateUnknown } from './tombstone.js';

/** Where a reflector puts what it sees: a `Store`, or a queue in front of one. */
export interface ReflectorStore<T> {
  add(obj: T): void;
  update(obj: T): void;
  /** A tombstone is given where the object itself could not be prepared. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  replace(list: readonly T[], resourceVersion: string): void;
  /** Shows all objects again. */
  resync?(): void;
  /**
   * Called after each batch of events and each `replace`. A promise that it returns is awaited before more is read, which slows
   * the server down to what can be taken in. It must not reject.
   */
  flush?(): Promise<void> | undefined;
}

export interface ReflectorOptions<T extends KubeObject, I> {
  readonly listerWatcher: ListerWatcher<T>;
  readonly store: ReflectorStore<I>;
  /** Makes of what the server sent what is stored. Called once for each object that comes. */
  prepare(obj: T): I;
  /** Is told of everything that fails. Must not throw. */
  onError(error: unknown): void;
  /** Milliseconds between two resyncs; 0, the default, for none. */
  readonly resyncPeriodMs?: number | undefined;
  /** Asked when a resync is due whether it is wanted. Default: always. */
  shouldResync?(): boolean;
  /**
   * The size of a page of a list; 0 for no paging. Default: 500 for the first list, where it burdens no server, and none later.
   */
  readonly pageSize?: number | undefined;
  /**
   * Whether to ask the server to stream the initial state. Where it does not, the reflector finds out by itself. Default: true.
   */
  readonly useWatchList?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** Keeps a store equal to a collection of the server. */
export interface Reflector {
  /**
   * Runs until the signal fires, whatever the server and the network do; then resolves, at most a second later. To be called
   * once.
   */
  run(signal: AbortSignal): Promise<void>;
  /** The version up to which the server has been seen, `''` before the first list. */
  lastSyncResourceVersion(): string;
}

/** Makes a reflector. */
export function newReflector<T extends KubeObject, I extends CachedObject>(options: ReflectorOptions<T, I>): Reflector {
  return new ReflectorDriver<T, I>(options);
}

/** How long is waited, at the end, for answers that were given up to be let go, in milliseconds. */
const closingGraceMs = 1000;

const initialEventsEndAnnotation = 'k8s.io/initial-events-end';

/** Does what the step function says, and tells it what came of it. What is collected is here, not in the state. */
class ReflectorDriver<T extends KubeObject, I extends CachedObject> implements Reflector {
  private readonly options: ReflectorOptions<T, I>;
  private readonly clock: Clock;
  private readonly random: Random;
  private state: ReflectorState | undefined;
  /** Objects of a list or stream that has not come to its end, by key. */
  private collected = new Map<string, I>();
  private open: OpenCall<readonly WatchEvent<T>[]> | undefined;
  private reading: OpenCall<unknown> | undefined;
  /** Events of a batch that come after the one that ended a phase. */
  private rest: readonly WatchEvent<T>[] | undefined;
  /** What the next event is, known already. */
  private foreseen: ReflectorEvent | undefined;
  private readonly pacer = new Pacer();
  private readonly closing = new Set<Promise<void>>();
  private cancelResync: (() => void) | undefined;

  constructor(options: ReflectorOptions<T, I>) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
  }

  lastSyncResourceVersion(): string {
    return this.state?.lastSyncResourceVersion ?? '';
  }

  async run(signal: AbortSignal): Promise<void> {
    const unlink = onAbort(signal, () => this.reading?.interrupt());
    try {
      const first = sync(initialMemory(this.options.useWatchList ?? true), this.context());
      this.state = first.state;
      await this.perform(first.effects);
      while (!signal.aborted) {
        const event = await this.proceed(this.state, signal);
        if (isOver(signal) || !event) return;
        this.state = await this.advance(this.state, event);
        await this.pacer.pause();
      }
    } finally {
      unlink();
      this.cancelResync?.();
      this.closeWatch();
      await this.allClosed();
    }
  }

  private async advance(before: ReflectorState, event: ReflectorEvent): Promise<ReflectorState> {
    const next = step(before, event, this.context());
    if (next.state.phase !== 'watching' && next.state.phase !== 'streaming') this.closeWatch();
    try {
      await this.perform(next.effects);
      return next.state;
    } catch (error) {
      this.closeWatch();
      const failed = storeFailed(before, error, this.context());
      await this.perform(failed.effects);
      return failed.state;
    }
  }

  private context(): StepContext {
    return { now: this.clock.monotonic(), random: this.random, pageSize: this.options.pageSize };
  }

  private async perform(effects: readonly ReflectorEffect[]): Promise<void> {
    for (const effect of effects) {
      switch (effect.type) {
        case 'forget':
          this.closeWatch();
          this.collected = new Map();
          break;
        case 'report':
          this.options.onError(effect.error);
          break;
        case 'replace': {
          const list = [...this.collected.values()];
          this.collected = new Map();
          this.options.store.replace(list, effect.resourceVersion);
          await this.options.store.flush?.();
          this.scheduleResync();
        }
      }
    }
  }

  /** Does what the state says, until there is something to tell; undefined when the signal fired. */
  private async proceed(state: ReflectorState, signal: AbortSignal): Promise<ReflectorEvent | undefined> {
    const { foreseen } = this;
    this.foreseen = undefined;
    if (foreseen) return foreseen;
    switch (state.phase) {
      case 'listing':
        return this.readPage(state.request, signal);
      case 'streaming':
        return this.readInitialEvents(state.request, signal);
      case 'watching':
        return this.readEvents(state.request, signal);
      case 'waiting':
        try {
          await sleep(this.clock, state.delayMs, signal);
        } catch {
          // The signal has fired, which is what it says.
          return undefined;
        }
        return { type: 'woken' };
    }
  }

  private async readPage(request: ListRequest, signal: AbortSignal): Promise<ReflectorEvent | undefined> {
    let call: OpenCall<ListChunk<T>>;
    try {
      call = new OpenCall(linkSignals(signal), (callSignal) =>
        this.options.listerWatcher.list({ ...request, signal: callSignal }),
      );
    } catch (error) {
      return { type: 'failed', error };
    }
    let resourceVersion = '';
    let continueToken: string | undefined;
    try {
      for (;;) {
        this.reading = call;
        const reading = await call.read();
        switch (reading.type) {
          case 'interrupted':
            return undefined;
          case 'end':
            return { type: 'page', resourceVersion, continue: continueToken };
          case 'error':
            return { type: 'failed', error: reading.error };
          case 'value':
            for (const item of reading.value.items) this.collect(item);
            if (reading.value.metadata) {
              resourceVersion = reading.value.metadata.resourceVersion ?? '';
              continueToken = reading.value.metadata.continue;
            }
            await this.pacer.pause();
        }
      }
    } catch (error) {
      return { type: 'failed', error };
    } finally {
      this.reading = undefined;
      this.close(call);
    }
  }

  private async readInitialEvents(request: WatchRequest, signal: AbortSignal): Promise<ReflectorEvent | undefined> {
    const batch = await this.readBatch(request, signal, initialEventsSilenceMs);
    if (!isBatch(batch)) return batch;
    try {
      return this.collectBatch(batch);
    } catch (error) {
      return { type: 'failed', error };
    }
  }

  private collectBatch(batch: readonly WatchEvent<T>[]): ReflectorEvent {
    let resourceVersion = '';
    let count = 0;
    for (const event of batch) {
      count++;
      switch (event.type) {
        case 'ADDED':
        case 'MODIFIED':
          this.collect(event.object);
          break;
        case 'DELETED':
          this.collected.delete(deletionHandlingMetaNamespaceKeyFunc<CachedObject>(event.object));
          break;
        case 'BOOKMARK':
          resourceVersion = event.object.metadata.resourceVersion;
          if (event.object.metadata.annotations?.[initialEventsEndAnnotation] === 'true') {
            if (count < batch.length) this.rest = batch.slice(count);
            return { type: 'received', count, resourceVersion, besidesAdded: true, initialEventsEnd: true };
          }
          break;
        case 'ERROR':
          return { type: 'failed', error: errorFromObject(event.status) };
      }
    }
    return { type: 'received', count, resourceVersion, besidesAdded: false, initialEventsEnd: false };
  }

  private collect(item: T): void {
    const prepared = this.options.prepare(item);
    this.collected.set(deletionHandlingMetaNamespaceKeyFunc<CachedObject>(prepared), prepared);
  }

  private async readEvents(request: WatchRequest, signal: AbortSignal): Promise<ReflectorEvent | undefined> {
    const batch = await this.readBatch(request, signal, undefined);
    if (!isBatch(batch)) return batch;
    const event = this.applyBatch(batch);
    // No promise where the batch was taken in at once.
    const flushed = this.options.store.flush?.();
    if (flushed) await flushed;
    return event;
  }

  private applyBatch(batch: readonly WatchEvent<T>[]): ReflectorEvent {
    let resourceVersion = '';
    let besidesAdded = false;
    let count = 0;
    for (const event of batch) {
      if (event.type === 'ERROR') {
        this.foreseen = { type: 'failed', error: errorFromObject(event.status) };
        break;
      }
      count++;
      if (event.type !== 'ADDED') besidesAdded = true;
      try {
        // Before anybody may change the object, or refuse it.
        resourceVersion = metadataOf(event.object)?.resourceVersion ?? resourceVersion;
        this.apply(event);
      } catch (error) {
        // One object that cannot be stored must not keep out those after it.
        this.options.onError(error);
      }
    }
    return { type: 'received', count, resourceVersion, besidesAdded, initialEventsEnd: false };
  }

  private apply(event: Exclude<WatchEvent<T>, { type: 'ERROR' }>): void {
    const { store } = this.options;
    switch (event.type) {
      case 'ADDED':
        store.add(this.options.prepare(event.object));
        break;
      case 'MODIFIED':
        store.update(this.options.prepare(event.object));
        break;
      case 'DELETED':
        store.delete(this.prepareDeleted(event.object));
        break;
      case 'BOOKMARK':
    }
  }

  /** The deletion counts more than the state that it brings. */
  private prepareDeleted(obj: T): I | DeletedFinalStateUnknown<I> {
    try {
      return this.options.prepare(obj);
    } catch (error) {
      this.options.onError(error);
      return new DeletedFinalStateUnknown<I>(deletionHandlingMetaNamespaceKeyFunc<CachedObject>(obj), undefined);
    }
  }

  /** Reads on in the open watch, or opens one. */
  private async readBatch(
    request: WatchRequest,
    signal: AbortSignal,
    silenceMs: number | undefined,
  ): Promise<readonly WatchEvent<T>[] | ReflectorEvent | undefined> {
    const { rest } = this;
    this.rest = undefined;
    if (rest) return rest;
    try {
      this.open ??= new OpenCall(linkSignals(signal), (callSignal) =>
        this.options.listerWatcher.watch({ ...request, signal: callSignal }),
      );
    } catch (error) {
      return { type: 'failed', error };
    }
    const call = this.open;
    const silence = { fell: false };
    const cancelSilence =
      silenceMs === undefined
        ? undefined
        : this.clock.schedule(silenceMs, () => {
            silence.fell = true;
            call.interrupt();
          });
    this.reading = call;
    const reading = await call.read();
    this.reading = undefined;
    cancelSilence?.();
    switch (reading.type) {
      case 'value':
        return reading.value;
      case 'interrupted':
        return silence.fell && !isOver(signal) ? { type: 'silent' } : undefined;
      case 'end':
        this.closeWatch();
        return { type: 'ended' };
      case 'error':
        this.closeWatch();
        return { type: 'failed', error: reading.error };
    }
  }

  private scheduleResync(): void {
    const periodMs = this.options.resyncPeriodMs ?? 0;
    if (periodMs <= 0 || this.cancelResync) return;
    const resync = (): void => {
      this.cancelResync = this.clock.schedule(periodMs, resync);
      try {
        if (this.options.shouldResync && !this.options.shouldResync()) return;
        this.options.store.resync?.();
        void this.options.store.flush?.();
      } catch (error) {
        this.options.onError(error);
      }
    };
    this.cancelResync = this.clock.schedule(periodMs, resync);
  }

  private closeWatch(): void {
    this.rest = undefined;
    this.foreseen = undefined;
    if (!this.open) return;
    this.close(this.open);
    this.open = undefined;
  }

  private close(call: OpenCall<unknown>): void {
    const closed = call.close().finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }

  private async allClosed(): Promise<void> {
    if (this.closing.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.clock.schedule(closingGraceMs, resolve);
      void Promise.all(this.closing).then(() => {
        cancel();
        resolve();
      });
    });
  }
}

function isBatch<T>(read: readonly WatchEvent<T>[] | ReflectorEvent | undefined): read is readonly WatchEvent<T>[] {
  return Array.isArray(read);
}

/** A function, since a signal that was looked at once may fire while something is awaited. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
