import type { KubeObject } from '../../meta/index.js';
import { bindMethods } from '../../util/bind-methods.js';
import { onAbort, safeLogger, systemClock, type Clock, type Logger, type Random } from '../../util/index.js';
import { messageOf } from '../../util/message-of.js';
import { runQueue } from '../../util/run-queue.js';
import { isExpiredError } from '../reflector/errors.js';
import type { ListerWatcher } from '../reflector/lister-watcher.js';
import { newReflector, type Reflector, type ReflectorStore } from '../reflector/reflector.js';
import type { CachedObject } from '../store/cached-object.js';
import { newInformerIndexer, type KeyedIndexer } from '../store/indexer.js';
import { metaNamespaceKeyFunc } from '../store/keys.js';
import { RealFIFO, type Change } from '../store/real-fifo.js';
import type { CacheScope } from '../store/scope.js';
import type { Indexer, Indexers } from '../store/store.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ResourceEventHandler } from './event-handler.js';
import type {
  HandlerOptions,
  InformerSynced,
  ResourceEventHandlerRegistration,
  SharedIndexInformer,
  TransformFunc,
  WatchErrorHandler,
} from './informer.js';
import { newPrepare } from './prepare.js';
import { SharedProcessor } from './shared-processor.js';
import { SyncSignal } from './sync-signal.js';
import { withProgress } from './synced.js';

/** Options of `newSharedIndexInformer`. */
export interface SharedIndexInformerOptions<T extends KubeObject, I> {
  /** What the informer is called in the log, such as `pods`. */
  readonly name?: string | undefined;
  /** The part of the resource that the lister-watcher gives. Listers refuse reads outside of it. Default: everything. */
  readonly scope?: CacheScope | undefined;
  /**
   * How often handlers are shown all objects again, unless they say otherwise, in milliseconds, at least 1000. Default: 0, never.
   */
  readonly resyncPeriodMs?: number | undefined;
  /** Index functions. One that throws is logged, and the object then has no value in that index. */
  readonly indexers?: Indexers<I> | undefined;
  /** Changes every object before it is stored; `setTransform` takes its place. Default: none. */
  readonly transform?: TransformFunc<T> | undefined;
  /** Leaves `metadata.managedFields` out of the cache. Default: false. */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Freezes what enters the cache, so that a write to it throws a `TypeError` where it happens. Default: whether `NODE_ENV` is
   * `test`.
   */
  readonly freeze?: boolean | undefined;
  /**
   * Is told what handlers throw, or reject with. A promise that it returns is not waited for; what it throws or rejects with
   * itself is logged. Default: the log.
   */
  readonly handlerErrorHandler?: ((error: unknown) => unknown) | undefined;
  /**
   * The size of a page of a list; 0 for no paging. Default: 500 for the first list, where it burdens no server, and none later.
   */
  readonly pageSize?: number | undefined;
  /**
   * Whether to ask the server to stream the initial state. Where it does not, the informer finds out by itself. Default: true.
   */
  readonly useWatchList?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  readonly logger?: Logger | undefined;
}

/**
 * Makes an informer of what the lister-watcher gives; nothing is asked for before `run`. `T` is what the server sends, and `I` what
 * the cache holds: always `Immutable<T>`, given by the caller because it is cheap to build only where `T` is known.
 */
export function newSharedIndexInformer<T extends KubeObject, I extends CachedObject>(
  listerWatcher: ListerWatcher<T>,
  options: SharedIndexInformerOptions<T, I> = {},
): SharedIndexInformer<I, T> {
  return new Informer<T, I>(listerWatcher, options);
}

/** So many objects are taken in within the turn that brought them; more are taken in slices. */
const atOnce = 256;

/** How long the end waits for calls of handlers that are under way, in milliseconds. */
const handlerGraceMs = 1000;

class Informer<T extends KubeObject, I extends CachedObject> implements SharedIndexInformer<I, T> {
  readonly indexer: Indexer<I>;
  readonly hasSynced: InformerSynced;
  private readonly objects: KeyedIndexer<I>;
  private readonly fifo: RealFIFO<I>;
  private readonly processor: SharedProcessor<I>;
  private readonly listerWatcher: ListerWatcher<T>;
  private readonly options: SharedIndexInformerOptions<T, I>;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly name: string;
  private readonly progress: SyncSignal;
  private transform: TransformFunc<T> | undefined;
  private watchErrorHandler: WatchErrorHandler | undefined;
  private reflector: Reflector | undefined;
  private signal: AbortSignal | undefined;
  private toldSynced = false;
  /** Under way while more is taken in than goes at once. */
  private draining: Promise<void> | undefined;

  constructor(listerWatcher: ListerWatcher<T>, options: SharedIndexInformerOptions<T, I>) {
    bindMethods(this);
    this.listerWatcher = listerWatcher;
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.logger = safeLogger(options.logger);
    this.name = options.name ?? 'informer';
    this.progress = new SyncSignal(this.name);
    this.transform = options.transform;
    this.objects = newInformerIndexer<I>(
      metaNamespaceKeyFunc,
      options.indexers ?? {},
      (error) => this.logger.error('An index function failed', { informer: this.name, error: error.message }),
      options.scope,
    );
    this.indexer = this.objects;
    this.fifo = new RealFIFO<I>(metaNamespaceKeyFunc, this.objects);
    this.hasSynced = withProgress(() => this.fifo.hasSynced(), this.progress);
    this.processor = new SharedProcessor<I>({
      clock: this.clock,
      defaultResyncMs: options.resyncPeriodMs ?? 0,
      upstreamHasSynced: () => this.fifo.hasSynced(),
      progress: this.progress,
      onHandlerError: (error) => this.onHandlerError(error),
      warn: (message, fields) => this.logger.warn(message, { informer: this.name, ...fields }),
    });
  }

  addEventHandler(handler: ResourceEventHandler<I>, options: HandlerOptions = {}): ResourceEventHandlerRegistration {
    if (this.isOver()) throw new Error(`${this.name}: the handler was not added to the informer, because it has stopped already`);
    const running = this.reflector !== undefined;
    const listener = this.processor.addListener(handler, options.resyncPeriodMs, running);
    if (running) for (const obj of this.objects.list()) listener.add({ type: 'add', obj, isInInitialList: true });
    return listener;
  }

  removeEventHandler(registration: ResourceEventHandlerRegistration): void {
    this.processor.removeListener(registration);
  }

  addIndexers(indexers: Indexers<I>): void {
    if (this.isOver())
      throw new Error(`${this.name}: the indexes were not added to the informer, because it has stopped already`);
    this.objects.addIndexers(indexers);
  }

  setTransform(transform: TransformFunc<T>): void {
    this.refuseWhenStarted();
    this.transform = transform;
  }

  setWatchErrorHandler(handler: WatchErrorHandler): void {
    this.refuseWhenStarted();
    this.watchErrorHandler = handler;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.refuseWhenStarted();
    this.signal = signal;
    this.progress.started();
    const prepare = newPrepare<T>(this.transform && this.checked(this.transform), this.options);
    const { fifo } = this;
    const store: ReflectorStore<I> = {
      add: (obj) => fifo.set(obj),
      update: (obj) => fifo.set(obj),
      delete: (obj) => fifo.delete(obj),
      replace: (list) => fifo.replace(list),
      resync: () => fifo.resync(),
      flush: () => this.flush(),
      resourceVersionOf: (key) => this.objects.getByKey(key)?.metadata.resourceVersion,
    };
    this.reflector = newReflector<T, I>({
      listerWatcher: this.listerWatcher,
      store,
      // This is where `T` becomes its immutable type. Saying so in types would build `Immutable<T>` over an open `T`, which is
      // costly wherever it is instantiated; so it is said once, here: the object is the same, and from here on nobody may write
      // to it.
      prepare: (obj) => prepare(obj) as unknown as I,
      onError: (error) => this.onWatchError(error),
      logger: {
        ...this.logger,
        warn: (message, fields) => this.logger.warn(message, { informer: this.name, ...fields }),
      },
      resyncPeriodMs: this.processor.resyncCheckPeriodMs,
      shouldResync: () => this.processor.shouldResync(),
      pageSize: this.options.pageSize,
      useWatchList: this.options.useWatchList,
      clock: this.clock,
      random: this.options.random,
    });
    const unlink = onAbort(signal, () => this.processor.stop());
    try {
      await this.reflector.run(signal);
      await this.draining;
    } finally {
      unlink();
      this.progress.stopped();
      if (!(await this.processor.ended(handlerGraceMs))) {
        this.logger.warn('A handler is still running after the end of its informer', { informer: this.name });
      }
    }
  }

  isStopped(): boolean {
    return this.progress.isStopped();
  }

  lastSyncResourceVersion(): string {
    return this.reflector?.lastSyncResourceVersion() ?? '';
  }

  private flush(): Promise<void> | undefined {
    if (this.draining) return this.draining;
    for (let taken = 0; taken < atOnce; taken++) {
      const change = this.fifo.next();
      if (!change) {
        this.tellSynced();
        return undefined;
      }
      this.process(change);
    }
    this.draining = new Promise((resolve) => {
      runQueue.add({
        runSlice: (deadline) => {
          for (let taken = 1, change = this.fifo.next(); change; taken++, change = this.fifo.next()) {
            this.process(change);
            // Asking for the time costs about as much as taking an object in.
            if (taken % 16 === 0 && performance.now() >= deadline) return true;
          }
          this.draining = undefined;
          this.tellSynced();
          resolve();
          return false;
        },
      });
    });
    return this.draining;
  }

  /** Takes a change in: first the cache, then the handlers. Nothing of it can throw. */
  private process(change: Change<I>): void {
    switch (change.type) {
      case 'set':
        this.set(change.key, change.obj);
        return;
      case 'delete': {
        const last = this.objects.remove(change.key);
        // An earlier deletion, or a relist, has told of it before.
        if (last === undefined) return;
        const { obj } = change;
        const unknown = isDeletedFinalStateUnknown(obj) && obj.obj === undefined;
        this.processor.distribute({ type: 'delete', obj: unknown ? new DeletedFinalStateUnknown(change.key, last) : obj });
        return;
      }
      case 'sync':
        this.processor.distribute({ type: 'update', oldObj: change.obj, newObj: change.obj, isSync: true });
    }
  }

  private set(key: string, newObj: I): void {
    const isInInitialList = !this.fifo.hasSynced();
    const oldObj = this.objects.put(key, newObj);
    if (oldObj === undefined) {
      this.processor.distribute({ type: 'add', obj: newObj, isInInitialList });
      return;
    }
    // A list that brought nothing new is as a resync: only for those who asked to be shown everything again.
    const isSync = oldObj.metadata.resourceVersion === newObj.metadata.resourceVersion;
    this.processor.distribute({ type: 'update', oldObj, newObj, isSync });
  }

  private tellSynced(): void {
    if (this.toldSynced || !this.fifo.hasSynced()) return;
    this.toldSynced = true;
    this.progress.notify();
  }

  /** What forgets to return the object that it has changed compiles where there are no types, and would be hard to find. */
  private checked(transform: TransformFunc<T>): TransformFunc<T> {
    return (obj) => {
      const transformed = transform(obj);
      if (isObject(transformed)) return transformed;
      const key = JSON.stringify(metaNamespaceKeyFunc(obj));
      throw new TypeError(
        `${this.name}: the transform returned no object for ${key}: return it, also where it was changed in place`,
      );
    };
  }

  /** From the signal on, not only from the end: what is added between the two would still be called. */
  private isOver(): boolean {
    return this.isStopped() || this.signal?.aborted === true;
  }

  private refuseWhenStarted(): void {
    if (this.reflector) throw new Error(`${this.name}: the informer has already started`);
  }

  private onWatchError(error: unknown): void {
    if (!this.fifo.hasSynced()) this.progress.failed(error);
    if (!this.watchErrorHandler) {
      const fields = { informer: this.name, error: messageOf(error) };
      if (isExpiredError(error)) this.logger.debug('The version to watch from is no longer available; listing again', fields);
      else this.logger.warn('Failed to list or watch; trying again', fields);
      return;
    }
    void this.guard('The watch error handler failed', () => this.watchErrorHandler?.(error));
  }

  private onHandlerError(error: unknown): void {
    const { handlerErrorHandler } = this.options;
    if (!handlerErrorHandler) {
      this.logger.error('An event handler failed', { informer: this.name, error });
      return;
    }
    void this.guard('The handler of handler errors failed', () => handlerErrorHandler(error));
  }

  /** What throws at once is logged at once. */
  private async guard(message: string, call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.logger.error(message, { informer: this.name, error });
    }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('then' in value);
}
