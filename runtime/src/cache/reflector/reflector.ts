/**
 * Reflectors keep a store equal to a collection of the server. `step.ts` decides what a reflector does next (list, stream, watch,
 * wait) as a pure function of its state and an event. This file does the work, and `response-reader.ts` reads the responses.
 *
 * This folder does not index objects or call handlers: `store/` and `informer/` do. Start with `state.ts` and `step.ts`.
 *
 * Words of this folder: a reflector *streams* if it gets the complete state by a watch with `sendInitialEvents`. A watch *breaks*
 * if the server fails, and is *cut* if its connection ends early.
 * @packageDocumentation
 */
import { errorFromObject } from '../../errors/index.js';
import { longestQuietDelayMs } from '../../errors/reasons.js';
import type { KubeObject, WatchEvent } from '../../meta/index.js';
import { linkSignals, onAbort, safeLogger, sleep, systemClock, type Clock, type Logger } from '../../util/index.js';
import { EventLoopYielder } from '../../util/run-queue.js';
import type { CachedObject } from '../store/cached-object.js';
import { metadataOf } from '../store/keys.js';
import type { ListChunk } from './lister-watcher.js';
import type { Reflector, ReflectorOptions } from './options.js';
import { isGreaterVersion } from './resource-version.js';
import { ResponseReader, type EventReader } from './response-reader.js';
import {
  initialMemory,
  lastSyncResourceVersionOf,
  type ListRequest,
  type ReadingState,
  type ReflectorEffect,
  type ReflectorEvent,
  type ReflectorState,
  type StepContext,
  type WatchRequest,
} from './state.js';
import { deadlineOf, step } from './step.js';
import { StoreWriter } from './store-writer.js';
import { begin, storeFailed } from './transitions.js';

export type { Reflector, ReflectorOptions, ReflectorStore } from './options.js';

/** Creates a reflector. Its methods can be passed as values. */
export function newReflector<T extends KubeObject, I extends CachedObject>(options: ReflectorOptions<T, I>): Reflector {
  const driver = new ReflectorDriver<T, I>(options);
  return { run: (signal) => driver.run(signal), lastSyncResourceVersion: () => driver.lastSyncResourceVersion() };
}

/**
 * The longest wait, at the end, for sources to close responses that were given up.
 *
 * Unit: milliseconds
 */
const closingGraceMs = 1000;

const initialEventsEndAnnotation = 'k8s.io/initial-events-end';

/** An event of the response to a list or a watch. */
type ResponseEvent<T> = WatchEvent<T> | { readonly type: 'CHUNK'; readonly chunk: ListChunk<T> };

/**
 * The driver of a reflector. It does the work of the current state, reports the outcome to the step function, and performs the effects.
 * Everything that decides about the next state is in the state.
 */
class ReflectorDriver<T extends KubeObject, I extends CachedObject> implements Reflector {
  private readonly options: ReflectorOptions<T, I>;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly writer: StoreWriter<T, I>;
  /** The state up to which the store has everything. */
  private state: ReflectorState;
  /** The reader of the current response. */
  private reader: EventReader<ResponseEvent<T>> | undefined;
  private readonly yielder = new EventLoopYielder();
  private readonly closing = new Set<Promise<void>>();
  private cancelResync: (() => void) | undefined;

  constructor(options: ReflectorOptions<T, I>) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.logger = safeLogger(options.logger);
    this.writer = new StoreWriter(options);
    this.state = begin(initialMemory(options.useWatchList ?? true), this.context()).state;
  }

  lastSyncResourceVersion(): string {
    return lastSyncResourceVersionOf(this.state);
  }

  async run(signal: AbortSignal): Promise<void> {
    const unlink = onAbort(signal, () => this.reader?.interrupt());
    try {
      while (!signal.aborted) {
        const { state } = this;
        if (state.phase === 'waiting') await this.sleep(state.delayMs, signal);
        else if (state.phase === 'identifying') await this.identify(signal);
        else await this.read(state, signal);
        await this.yielder.yieldIfDue();
      }
    } finally {
      unlink();
      this.cancelResync?.();
      this.closeReader();
      await this.allClosed();
    }
  }

  private context(): StepContext {
    const { pageSize, listerWatcher, random = Math.random } = this.options;
    const { maxRetryAfterMs } = listerWatcher;
    const checksIdentity = listerWatcher.serverIdentity !== undefined;
    return { now: this.clock.monotonic(), random, pageSize, checksIdentity, maxRetryAfterMs };
  }

  private async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (delayMs > longestQuietDelayMs) this.logger.warn('Waiting before the server is asked again', { delayMs });
    try {
      await sleep(this.clock, delayMs, signal);
    } catch {
      // The signal has fired.
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

  /** Waits for the next outcome of the current response, and takes it. */
  private async read(state: ReadingState, signal: AbortSignal): Promise<void> {
    let reader: EventReader<ResponseEvent<T>>;
    try {
      reader = this.reader ??= this.open(state, signal);
    } catch (error) {
      await this.take({ type: 'failed', error });
      return;
    }
    const outcome = await reader.wait(deadlineOf(state));
    if (outcome.type === 'interrupted' || isOver(signal)) return;
    // No turn of the event loop comes before this, so that events are taken at the time at which they came.
    if (outcome.type === 'arrived') await this.settle(await this.takeArrived(reader, state));
    else await this.take(outcome);
  }

  /** Returns the state after all events that have arrived, up to the first one that ends the response. */
  private async takeArrived(reader: EventReader<ResponseEvent<T>>, before: ReflectorState): Promise<ReflectorState> {
    let state = before;
    let context: StepContext | undefined;
    for (let event = reader.take(); event !== undefined; event = reader.take()) {
      context ??= this.context();
      const object = isOfObject(event) && this.mayBeOlder(state, event.object) ? event.object : undefined;
      // The store may not have applied the events before this one.
      const flushed = object !== undefined && state.phase === 'watching' ? this.flush() : undefined;
      if (flushed) await flushed;
      const heldVersion = object && this.writer.heldVersion(state.phase, object);
      state = this.advance(state, toReflectorEvent(event, heldVersion), context, event);
      if (this.reader !== reader) break;
    }
    return state;
  }

  /** Whether an event may be older than the object that is collected or stored. Lookups for all events would take as long as storing them. */
  private mayBeOlder(state: ReflectorState, object: T): boolean {
    if (state.phase !== 'watching') return true;
    return !isGreaterVersion(metadataOf(object)?.resourceVersion ?? '', state.newestVersion);
  }

  private async take(event: ReflectorEvent): Promise<void> {
    await this.settle(this.advance(this.state, event, this.context()));
  }

  /** Turns to the next state when the store has everything up to it. */
  private async settle(next: ReflectorState): Promise<void> {
    const flushed = this.flush();
    if (flushed) await flushed;
    this.state = next;
  }

  private flush(): Promise<void> | undefined {
    return this.options.store.flush?.();
  }

  /** Performs the effects of an event, and returns the next state. `source` is the event with its objects. */
  private advance(
    before: ReflectorState,
    event: ReflectorEvent,
    context: StepContext,
    source?: ResponseEvent<T>,
  ): ReflectorState {
    const { state, effects } = step(before, event, context);
    if (requestOf(state) !== requestOf(before)) this.closeReader();
    try {
      for (const effect of effects) this.perform(effect, source);
      return state;
    } catch (error) {
      this.closeReader();
      const failed = storeFailed(before, error, context);
      for (const effect of failed.effects) this.perform(effect);
      return failed.state;
    }
  }

  private perform(effect: ReflectorEffect, source?: ResponseEvent<T>): void {
    switch (effect.type) {
      case 'forget':
        this.writer.forget();
        return;
      case 'report':
        this.options.onError(effect.error);
        return;
      case 'collect':
        this.collect(source);
        return;
      case 'apply':
        if (source && source.type !== 'CHUNK') this.writer.apply(source);
        return;
      case 'dropped':
        if (source && isOfObject(source)) this.warnOfDropped(source.object.metadata);
        return;
      case 'replace':
        this.writer.replace(effect.resourceVersion);
        this.scheduleResync();
    }
  }

  private collect(source: ResponseEvent<T> | undefined): void {
    switch (source?.type) {
      case 'CHUNK':
        for (const item of source.chunk.items) this.writer.collect(item);
        return;
      case 'ADDED':
      case 'MODIFIED':
        this.writer.collect(source.object);
        return;
      case 'DELETED':
        this.writer.uncollect(source.object);
        return;
      case 'BOOKMARK':
      case 'ERROR':
      case undefined:
    }
  }

  private warnOfDropped({ namespace, name, resourceVersion }: CachedObject['metadata']): void {
    const fields = { namespace, name, resourceVersion };
    this.logger.warn('Dropped an event that is older than its object', fields);
  }

  /** Throws every error that the source throws before it answers. */
  private open({ phase, request }: ReadingState, signal: AbortSignal): EventReader<ResponseEvent<T>> {
    return phase === 'listing' ? this.openList(request, signal) : this.openWatch(request, signal);
  }

  private openList(request: ListRequest, signal: AbortSignal): EventReader<ResponseEvent<T>> {
    return new ResponseReader<ListChunk<T>, ResponseEvent<T>>(
      linkSignals(signal),
      this.clock,
      (callSignal) => this.options.listerWatcher.list({ ...request, signal: callSignal }),
      (chunk) => [{ type: 'CHUNK', chunk }],
    );
  }

  private openWatch(request: WatchRequest, signal: AbortSignal): EventReader<ResponseEvent<T>> {
    const { listerWatcher } = this.options;
    return new ResponseReader<readonly WatchEvent<T>[], ResponseEvent<T>>(
      linkSignals(signal),
      this.clock,
      (callSignal, onProgress) => {
        if (listerWatcher.reportsProgress !== true) onProgress({ type: 'sent' });
        return listerWatcher.watch({
          ...request,
          signal: callSignal,
          onProgress,
          warn: (message, fields) => this.logger.warn(message, fields),
        });
      },
      (events) => events,
    );
  }

  private scheduleResync(): void {
    const periodMs = this.options.resyncPeriodMs ?? 0;
    if (periodMs <= 0 || this.cancelResync) return;
    const resync = (): void => {
      this.cancelResync = this.clock.schedule(periodMs, resync);
      try {
        if (this.options.shouldResync && !this.options.shouldResync()) return;
        this.options.store.resync?.();
        void this.flush();
      } catch (error) {
        this.options.onError(error);
      }
    };
    this.cancelResync = this.clock.schedule(periodMs, resync);
  }

  private closeReader(): void {
    const { reader } = this;
    if (!reader) return;
    this.reader = undefined;
    const closed = reader.close().finally(() => this.closing.delete(closed));
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

type EventOfObject<T> = Extract<WatchEvent<T>, { type: 'ADDED' | 'MODIFIED' | 'DELETED' }>;

function isOfObject<T>(event: ResponseEvent<T>): event is EventOfObject<T> {
  return event.type === 'MODIFIED' || event.type === 'ADDED' || event.type === 'DELETED';
}

/** Returns the event for the step function, without its objects. `heldVersion` is the version of the same object as it was held before. */
function toReflectorEvent<T extends KubeObject>(event: ResponseEvent<T>, heldVersion: string | undefined): ReflectorEvent {
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const { resourceVersion = '', creationTimestamp } = eventMetadata(event.object);
      return { type: 'object', change: event.type, resourceVersion, heldVersion, createdAt: creationTimestamp ?? undefined };
    }
    case 'BOOKMARK': {
      const { resourceVersion = '', annotations } = eventMetadata(event.object);
      return { type: 'bookmark', resourceVersion, initialEventsEnd: annotations?.[initialEventsEndAnnotation] === 'true' };
    }
    case 'ERROR':
      return { type: 'failed', error: errorFromObject(event.status) };
    case 'CHUNK': {
      const { items, metadata } = event.chunk;
      let newestVersion = '';
      for (const item of items) {
        const { resourceVersion = '' } = eventMetadata(item);
        if (isGreaterVersion(resourceVersion, newestVersion)) newestVersion = resourceVersion;
      }
      return { type: 'chunk', items: items.length, newestVersion, metadata };
    }
  }
}

interface EventMetadata {
  readonly resourceVersion?: string | undefined;
  readonly creationTimestamp?: string | null | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Returns the metadata of an object. The types say that it exists, but faulty servers do not always send it. */
function eventMetadata(object: { readonly metadata?: EventMetadata | null | undefined }): EventMetadata {
  return object.metadata ?? {};
}

function requestOf(state: ReflectorState): ListRequest | WatchRequest | undefined {
  return 'request' in state ? state.request : undefined;
}

/** Whether a signal has fired. A function, because the compiler assumes that a signal does not change during an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
