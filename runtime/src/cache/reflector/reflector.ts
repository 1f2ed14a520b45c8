import { errorFromObject } from '../../errors/index.js';
import { longestQuietDelayMs } from '../../errors/suggested-delay.js';
import type { KubeObject, WatchEvent } from '../../meta/index.js';
import { bindMethods } from '../../util/bind-methods.js';
import { linkSignals, onAbort, safeLogger, sleep, systemClock, type Clock, type Logger, type Random } from '../../util/index.js';
import { EventLoopYielder } from '../../util/run-queue.js';
import type { CachedObject } from '../store/cached-object.js';
import { deletionHandlingMetaNamespaceKeyFunc, metadataOf } from '../store/keys.js';
import { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ListChunk } from './lister-watcher.js';
import { OpenCall } from './open-call.js';
import type { Reflector, ReflectorOptions } from './options.js';
import { isOlderVersion } from './resource-version.js';
import {
  initialMemory,
  type ListRequest,
  type ReflectorEffect,
  type ReflectorEvent,
  type ReflectorState,
  type Step,
  type StepContext,
  type StreamingState,
  type WatchingState,
} from './state.js';
import { deadlineOf, step } from './step.js';
import { begin, storeFailed } from './transitions.js';
import { WatchReader } from './watch-reader.js';

export type { Reflector, ReflectorOptions, ReflectorStore } from './options.js';

/** Creates a reflector. */
export function newReflector<T extends KubeObject, I extends CachedObject>(options: ReflectorOptions<T, I>): Reflector {
  return new ReflectorDriver<T, I>(options);
}

/** The longest wait, at the end, for sources to let go of answers that were given up. Unit: milliseconds. */
const closingGraceMs = 1000;

const initialEventsEndAnnotation = 'k8s.io/initial-events-end';

/** Does what the step function says, and reports the outcome to it. The objects are here, not in the state. */
class ReflectorDriver<T extends KubeObject, I extends CachedObject> implements Reflector {
  private readonly options: ReflectorOptions<T, I>;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly logger: Logger;
  private state: ReflectorState;
  /** Objects of a list or stream that has not come to its end, by key. */
  private collected = new Map<string, I>();
  /** The highest version that was stored. No event above it is older than its object, which saves a lookup. */
  private newestVersion = '';
  private reader: WatchReader<T> | undefined;
  /** Interrupts the list or watch that is being read. */
  private interrupt = (): void => {};
  private readonly yielder = new EventLoopYielder();
  private readonly closing = new Set<Promise<void>>();
  private cancelResync: (() => void) | undefined;

  constructor(options: ReflectorOptions<T, I>) {
    bindMethods(this);
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.logger = safeLogger(options.logger);
    this.state = begin(initialMemory(options.useWatchList ?? true), this.context()).state;
  }

  lastSyncResourceVersion(): string {
    return this.state.lastSyncResourceVersion;
  }

  async run(signal: AbortSignal): Promise<void> {
    const unlink = onAbort(signal, () => this.interrupt());
    try {
      while (!signal.aborted) {
        const { state } = this;
        if (state.phase === 'streaming' || state.phase === 'watching') await this.readWatch(state, signal);
        else if (state.phase === 'listing') await this.readPage(state.request, signal);
        else if (state.phase === 'identifying') await this.identify(signal);
        else await this.sleep(state.delayMs, signal);
        await this.yielder.yieldIfDue();
      }
    } finally {
      unlink();
      this.cancelResync?.();
      this.closeWatch();
      await this.allClosed();
    }
  }

  private context(): StepContext {
    const { pageSize, listerWatcher } = this.options;
    const { maxRetryAfterMs } = listerWatcher;
    const checksIdentity = listerWatcher.serverIdentity !== undefined;
    return { now: this.clock.monotonic(), random: this.random, pageSize, checksIdentity, maxRetryAfterMs };
  }

  /** Goes on to the next state. Returns a promise where the store wants to be waited for. */
  private take(event: ReflectorEvent, watchEvent?: WatchEvent<T>): Promise<void> | undefined {
    const before = this.state;
    const next = step(before, event, this.context());
    if (next.state.phase !== 'streaming' && next.state.phase !== 'watching') this.closeWatch();
    try {
      for (const effect of next.effects) this.perform(effect, watchEvent);
    } catch (error) {
      this.fail(storeFailed(before, error, this.context()));
      return undefined;
    }
    const flushed = next.effects.length === 0 ? undefined : this.options.store.flush?.();
    // A list counts as seen when the store has all of it.
    if (flushed) return flushed.then(() => void (this.state = next.state));
    this.state = next.state;
    return undefined;
  }

  /** Goes on to the state after objects that could not be stored. */
  private fail({ state, effects }: Step): void {
    this.closeWatch();
    for (const effect of effects) this.perform(effect);
    this.state = state;
  }

  private perform(effect: ReflectorEffect, watchEvent?: WatchEvent<T>): void {
    switch (effect.type) {
      case 'forget':
        this.closeWatch();
        this.collected = new Map();
        return;
      case 'report':
        this.options.onError(effect.error);
        return;
      case 'collect':
        if (watchEvent?.type === 'DELETED') this.collected.delete(keyOf(watchEvent.object));
        else if (watchEvent?.type === 'ADDED' || watchEvent?.type === 'MODIFIED') this.collect(watchEvent.object);
        return;
      case 'apply':
        if (watchEvent) this.apply(watchEvent);
        return;
      case 'dropped':
        if (watchEvent && 'object' in watchEvent) this.warnOfDropped(watchEvent.object.metadata);
        return;
      case 'replace': {
        const list = [...this.collected.values()];
        this.collected = new Map();
        this.options.store.replace(list, effect.resourceVersion);
        this.scheduleResync();
      }
    }
  }

  private async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (delayMs > longestQuietDelayMs) this.logger.warn('Waiting before the server is asked again', { delayMs });
    try {
      await sleep(this.clock, delayMs, signal);
    } catch {
      // The signal has fired, which is why it rejected.
      return;
    }
    await this.take({ type: 'woken' });
  }

  private async identify(signal: AbortSignal): Promise<void> {
    let event: ReflectorEvent;
    try {
      event = { type: 'identified', identity: await this.options.listerWatcher.serverIdentity?.(signal) };
    } catch (error) {
      event = { type: 'failed', error };
    }
    if (!signal.aborted) await this.take(event);
  }

  private async readPage(request: ListRequest, signal: AbortSignal): Promise<void> {
    let call: OpenCall<ListChunk<T>>;
    try {
      call = new OpenCall(linkSignals(signal), this.clock, (callSignal) =>
        this.options.listerWatcher.list({ ...request, signal: callSignal }),
      );
    } catch (error) {
      await this.take({ type: 'failed', error });
      return;
    }
    this.interrupt = () => call.interrupt();
    let event: ReflectorEvent | undefined;
    try {
      event = await this.collectPage(call);
    } catch (error) {
      event = { type: 'failed', error };
    } finally {
      this.close(call);
    }
    if (event && !signal.aborted) await this.take(event);
  }

  /** Throws for an object that cannot be stored. Resolves with undefined if it was interrupted. */
  private async collectPage(call: OpenCall<ListChunk<T>>): Promise<ReflectorEvent | undefined> {
    let items = 0;
    let resourceVersion = '';
    let continueToken: string | undefined;
    for (;;) {
      const reading = await call.read();
      switch (reading.type) {
        case 'interrupted':
          return undefined;
        case 'ended':
          return { type: 'page', items, resourceVersion, continue: continueToken };
        case 'value': {
          const { value } = reading;
          for (const item of value.items) this.collect(item);
          items += value.items.length;
          if (value.metadata) {
            resourceVersion = value.metadata.resourceVersion ?? '';
            continueToken = value.metadata.continue;
          }
          await this.yielder.yieldIfDue();
          break;
        }
        default:
          return reading;
      }
    }
  }

  /** Takes the events of a watch that have come, or waits for more. */
  private async readWatch(state: StreamingState | WatchingState, signal: AbortSignal): Promise<void> {
    let reader: WatchReader<T>;
    try {
      reader = this.reader ?? this.openWatch(state, signal);
    } catch (error) {
      await this.take({ type: 'failed', error });
      return;
    }
    for (let event = reader.take(); event !== undefined; event = reader.take()) {
      const flushed = this.takeWatchEvent(event);
      if (flushed) await flushed;
      if (this.reader !== reader || isOver(signal)) return;
    }
    const deadline = deadlineOf(this.state);
    // A busy watch always has something to read.
    const passed = deadline !== undefined && deadline <= this.clock.monotonic();
    const reading = passed ? ({ type: 'timeout' } as const) : await reader.wait(deadline);
    if (reading.type === 'batch' || reading.type === 'interrupted' || isOver(signal)) return;
    if (reading.type === 'ended' || reading.type === 'failed' || reading.type === 'timeout') this.closeWatch();
    await this.take(reading);
  }

  /** Throws whatever the source throws before it answers. */
  private openWatch({ request }: StreamingState | WatchingState, signal: AbortSignal): WatchReader<T> {
    const { listerWatcher } = this.options;
    const call = new OpenCall<readonly WatchEvent<T>[]>(linkSignals(signal), this.clock, (callSignal, onProgress) =>
      listerWatcher.watch({
        ...request,
        signal: callSignal,
        onProgress,
        warn: (message, fields) => this.logger.warn(message, fields),
      }),
    );
    const reader = new WatchReader(call);
    this.reader = reader;
    this.interrupt = () => reader.interrupt();
    if (listerWatcher.reportsProgress !== true) void this.take({ type: 'sent' });
    return reader;
  }

  private takeWatchEvent(event: WatchEvent<T>): Promise<void> | undefined {
    switch (event.type) {
      case 'ERROR':
        return this.take({ type: 'failed', error: errorFromObject(event.status) });
      case 'BOOKMARK': {
        const { resourceVersion = '', annotations } = eventMetadata(event.object);
        const initialEventsEnd = annotations?.[initialEventsEndAnnotation] === 'true';
        return this.take({ type: 'bookmark', resourceVersion, initialEventsEnd }, event);
      }
      case 'ADDED':
      case 'MODIFIED':
      case 'DELETED': {
        const { resourceVersion = '', creationTimestamp } = eventMetadata(event.object);
        const isNewest = this.state.phase === 'watching' && isOlderVersion(this.newestVersion, resourceVersion);
        const heldVersion = isNewest ? undefined : this.heldVersion(event.object);
        if (isNewest) this.newestVersion = resourceVersion;
        const createdAt = creationTimestamp ?? undefined;
        // Field by field: this runs for each event, and a spread costs more.
        return this.take({ type: 'object', change: event.type, resourceVersion, heldVersion, createdAt }, event);
      }
    }
  }

  /** Returns the version of the same object as it was collected, or stored. */
  private heldVersion(obj: T): string | undefined {
    if (!metadataOf(obj)) return undefined;
    const key = keyOf(obj);
    if (this.state.phase !== 'streaming') return this.options.store.resourceVersionOf?.(key);
    const held = this.collected.get(key);
    return held && (metadataOf(held)?.resourceVersion ?? '');
  }

  private collect(item: T): void {
    const version = metadataOf(item)?.resourceVersion ?? '';
    if (this.newestVersion === '' || isOlderVersion(this.newestVersion, version)) this.newestVersion = version;
    const prepared = this.options.prepare(item);
    this.collected.set(keyOf(prepared), prepared);
  }

  private apply(event: WatchEvent<T>): void {
    const { store } = this.options;
    try {
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
        case 'ERROR':
      }
    } catch (error) {
      // One object that cannot be stored must not keep out those after it.
      this.options.onError(error);
    }
  }

  /** The deletion counts more than the state that it brings. */
  private prepareDeleted(obj: T): I | DeletedFinalStateUnknown<I> {
    try {
      return this.options.prepare(obj);
    } catch (error) {
      this.options.onError(error);
      return new DeletedFinalStateUnknown<I>(keyOf(obj), undefined);
    }
  }

  private warnOfDropped({ namespace, name, resourceVersion }: CachedObject['metadata']): void {
    const fields = { namespace, name, resourceVersion };
    this.logger.warn('Dropped an event that is older than its object', fields);
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
    if (!this.reader) return;
    this.close(this.reader);
    this.reader = undefined;
  }

  private close(call: { close(): Promise<void> }): void {
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

interface EventMetadata {
  readonly resourceVersion?: string | undefined;
  readonly creationTimestamp?: string | null | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** The types say that there is metadata; broken servers do not always send it. */
function eventMetadata(object: { readonly metadata?: EventMetadata | null | undefined }): EventMetadata {
  return object.metadata ?? {};
}

function keyOf(obj: CachedObject): string {
  return deletionHandlingMetaNamespaceKeyFunc<CachedObject>(obj);
}

/** A function, since a signal that was looked at once may fire while something is awaited. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
