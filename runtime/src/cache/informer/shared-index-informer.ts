import type { KubeObject } from '../../meta/index.js';
import { messageOf } from '../../util/errors.js';
import { onAbort, safeLogger, systemClock, type Clock, type Logger, type Random } from '../../util/index.js';
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
import { SyncSignal, withProgress } from './synced.js';

/** Options of `newSharedIndexInformer`. */
export interface SharedIndexInformerOptions<T extends KubeObject, I> {
  /**
   * The name of the informer in messages, such as `pods`.
   *
   * Default: `informer`
   */
  readonly name?: string | undefined;
  /**
   * The part of the resource that the lister-watcher returns. Listers refuse reads outside of the scope.
   *
   * Default: the complete resource
   */
  readonly scope?: CacheScope | undefined;
  /**
   * The time between two resyncs of handlers that set none of their own, at least 1000. 0 disables resyncs.
   *
   * Unit: milliseconds
   * Default: 0
   */
  readonly resyncPeriodMs?: number | undefined;
  /**
   * Index functions. An error of a function is logged, and the object is stored without a value in that index.
   *
   * Default: no indexes
   */
  readonly indexers?: Indexers<I> | undefined;
  /**
   * Changes every object before it is stored. `setTransform` replaces it.
   *
   * Default: objects are not changed
   */
  readonly transform?: TransformFunc<T> | undefined;
  /**
   * Removes `metadata.managedFields` from all objects.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Freezes all objects in the cache, so that a change of an object throws a TypeError at the place of the change.
   *
   * Default: true if `NODE_ENV` is `test`, otherwise false
   */
  readonly freeze?: boolean | undefined;
  /**
   * Called with each error of a handler. A promise that it returns is not awaited. An error that it throws or rejects with is
   * logged.
   *
   * Default: errors are logged
   */
  readonly handlerErrorHandler?: ((error: unknown) => unknown) | undefined;
  /**
   * The number of objects on a page of a list. 0 disables paging.
   *
   * Default: 500 for the first list, if the server can page cheaply, and no paging for later lists
   */
  readonly pageSize?: number | undefined;
  /**
   * Whether to request the initial state as a stream. The informer detects servers that do not support it, and lists instead.
   *
   * Default: true
   */
  readonly useWatchList?: boolean | undefined;
  /**
   * Clock and timers, for tests.
   *
   * Default: the clock of the system
   */
  readonly clock?: Clock | undefined;
  /**
   * Source of randomness for backoff, for tests.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
  /**
   * Receives log messages.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  readonly logger?: Logger | undefined;
}

/**
 * Creates an informer of the objects that the lister-watcher returns. Sends no request before `run`.
 *
 * `T` is the type of objects from the server. `I` is the type of objects in the cache and must be `Immutable<T>`. The caller
 * states `I`, because it is cheap to compute only where `T` is known.
 */
export function newSharedIndexInformer<T extends KubeObject, I extends CachedObject>(
  listerWatcher: ListerWatcher<T>,
  options: SharedIndexInformerOptions<T, I> = {},
): SharedIndexInformer<I, T> {
  return new Informer<T, I>(listerWatcher, options);
}

/** The number of changes to process synchronously after they arrive. The remaining changes are processed in time slices. */
const syncBatchSize = 256;

/** The time for which a stopping informer waits for calls of handlers. Unit: milliseconds */
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
  private notifiedSynced = false;
  /** Whether waiting callers are notified at the end of this turn. */
  private notifiesSoon = false;
  /** Resolves when the changes that are processed in time slices have been processed. */
  private draining: Promise<void> | undefined;

  constructor(listerWatcher: ListerWatcher<T>, options: SharedIndexInformerOptions<T, I>) {
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

  readonly addEventHandler: (handler: ResourceEventHandler<I>, options?: HandlerOptions) => ResourceEventHandlerRegistration = (
    handler,
    options = {},
  ) => {
    if (this.isStopping())
      throw new Error(`${this.name}: the handler was not added to the informer, because it has stopped already`);
    const running = this.reflector !== undefined;
    const listener = this.processor.addListener(handler, options.resyncPeriodMs, running);
    if (running) for (const obj of this.objects.list()) listener.add({ type: 'add', obj, isInInitialList: true });
    return listener;
  };

  readonly removeEventHandler: (registration: ResourceEventHandlerRegistration) => void = (registration) => {
    this.processor.removeListener(registration);
  };

  readonly addIndexers: (indexers: Indexers<I>) => void = (indexers) => {
    if (this.isStopping())
      throw new Error(`${this.name}: the indexes were not added to the informer, because it has stopped already`);
    this.objects.addIndexers(indexers);
  };

  readonly setTransform: (transform: TransformFunc<T>) => void = (transform) => {
    this.refuseWhenStarted();
    this.transform = transform;
  };

  readonly setWatchErrorHandler: (handler: WatchErrorHandler) => void = (handler) => {
    this.refuseWhenStarted();
    this.watchErrorHandler = handler;
  };

  readonly run: (signal: AbortSignal) => Promise<void> = async (signal) => {
    this.refuseWhenStarted();
    this.signal = signal;
    this.progress.started();
    const prepare = newPrepare<T>(this.transform && this.checkedTransform(this.transform), this.options);
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
      // `prepare` changes the type from `T` to its immutable form. The object stays the same, and from here on it must not be
      // changed. `Immutable<T>` over an open `T` would slow down the compiler at each use, so this cast states the fact once.
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
        this.logger.warn('An event handler is still running after its informer has stopped', { informer: this.name });
      }
    }
  };

  readonly isStopped: () => boolean = () => this.progress.isStopped();

  readonly lastSyncResourceVersion: () => string = () => this.reflector?.lastSyncResourceVersion() ?? '';

  /** Processes all queued changes: a batch at once, and the others in time slices. Returns a promise for the latter. */
  private flush(): Promise<void> | undefined {
    if (this.draining) return this.draining;
    for (let taken = 0; taken < syncBatchSize; taken++) {
      const change = this.fifo.next();
      if (!change) {
        this.notifyProcessed();
        return undefined;
      }
      this.process(change);
    }
    this.draining = new Promise((resolve) => {
      runQueue.add({
        runSlice: (deadline) => {
          for (let taken = 1, change = this.fifo.next(); change; taken++, change = this.fifo.next()) {
            this.process(change);
            // Reading the clock costs about as much as processing a change.
            if (taken % 16 === 0 && performance.now() >= deadline) return true;
          }
          this.draining = undefined;
          resolve();
          this.notifyProcessed();
          return false;
        },
      });
    });
    return this.draining;
  }

  /** Applies a change to the cache, and then passes it to the handlers. Does not throw. */
  private process(change: Change<I>): void {
    switch (change.type) {
      case 'set':
        this.set(change.key, change.obj);
        return;
      case 'delete': {
        const last = this.objects.remove(change.key);
        // An earlier deletion or a relist has already removed the object.
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
    // A relist of an unchanged object is like a resync: only handlers that are due for a resync receive it.
    const isSync = oldObj.metadata.resourceVersion === newObj.metadata.resourceVersion;
    this.processor.distribute({ type: 'update', oldObj, newObj, isSync });
  }

  /** Notifies callers that wait for the sync, or for a change. */
  private notifyProcessed(): void {
    if (!this.fifo.hasSynced()) return;
    if (!this.notifiedSynced) {
      this.notifiedSynced = true;
      this.progress.notify();
    }
    if (this.notifiesSoon || !this.progress.hasListeners()) return;
    this.notifiesSoon = true;
    // One microtask later, the reflector has the version of the processed changes.
    queueMicrotask(() => {
      this.notifiesSoon = false;
      this.progress.notify();
    });
  }

  /**
   * Wraps a transform so that it throws if it returns no object. Programs without types easily forget to return an object that
   * they changed.
   */
  private checkedTransform(transform: TransformFunc<T>): TransformFunc<T> {
    return (obj) => {
      const transformed = transform(obj);
      if (isObject(transformed)) return transformed;
      const key = JSON.stringify(metaNamespaceKeyFunc(obj));
      throw new TypeError(
        `${this.name}: the transform returned no object for ${key}: return the object, even if you changed it in place`,
      );
    };
  }

  /** Whether the informer accepts no more handlers and indexes: as soon as the signal has fired, before `run` has resolved. */
  private isStopping(): boolean {
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
    void this.callSafely('The watch error handler failed', () => this.watchErrorHandler?.(error));
  }

  private onHandlerError(error: unknown): void {
    const { handlerErrorHandler } = this.options;
    if (!handlerErrorHandler) {
      this.logger.error('An event handler failed', { informer: this.name, error });
      return;
    }
    void this.callSafely('The handlerErrorHandler failed', () => handlerErrorHandler(error));
  }

  /** Runs a callback of the user and logs its errors. An error that the callback throws synchronously is logged synchronously. */
  private async callSafely(message: string, call: () => unknown): Promise<void> {
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
