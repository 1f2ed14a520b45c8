import { bindMethods } from '../../util/bind-methods.js';
import { isOlderVersion } from '../reflector/resource-version.js';
import type { CachedObject } from '../store/cached-object.js';
import { MultiIndexer } from '../store/multi-indexer.js';
import type { CacheScope } from '../store/scope.js';
import type { Indexer, Indexers } from '../store/store.js';
import type { ResourceEventHandler } from './event-handler.js';
import type {
  HandlerOptions,
  InformerSynced,
  ResourceEventHandlerRegistration,
  SharedIndexInformer,
  TransformFunc,
  WatchErrorHandler,
} from './informer.js';
import { progressOf, withProgress, type SyncProgress } from './synced.js';

/**
 * Creates an informer of several namespaces from the informers of each, which nobody else may run. Handlers receive the events of all
 * namespaces one at a time, in the order of each namespace.
 */
export function newMultiNamespaceInformer<T extends CachedObject, Plain>(
  parts: ReadonlyMap<string, SharedIndexInformer<T, Plain>>,
  scope: CacheScope,
): SharedIndexInformer<T, Plain> {
  return new MultiNamespaceInformer<T, Plain>(parts, scope);
}

class MultiNamespaceInformer<T extends CachedObject, Plain> implements SharedIndexInformer<T, Plain> {
  readonly indexer: Indexer<T>;
  readonly hasSynced: InformerSynced;
  private readonly parts: ReadonlyMap<string, SharedIndexInformer<T, Plain>>;
  private readonly registrations = new Map<ResourceEventHandlerRegistration, readonly ResourceEventHandlerRegistration[]>();

  constructor(parts: ReadonlyMap<string, SharedIndexInformer<T, Plain>>, scope: CacheScope) {
    bindMethods(this);
    this.parts = parts;
    this.indexer = new MultiIndexer(new Map(Array.from(parts, ([name, { indexer }]) => [name, indexer])), scope);
    this.hasSynced = allSynced(
      scope.resource,
      this.all().map(({ hasSynced }) => hasSynced),
    );
  }

  addEventHandler(handler: ResourceEventHandler<T>, options?: HandlerOptions): ResourceEventHandlerRegistration {
    const shared = oneAtATime(handler);
    const registered = this.all().map((part) => part.addEventHandler(shared, options));
    const registration = {
      hasSynced: allSynced(
        this.indexer.scope?.resource ?? '',
        registered.map(({ hasSynced }) => hasSynced),
      ),
    };
    this.registrations.set(registration, registered);
    return registration;
  }

  removeEventHandler(registration: ResourceEventHandlerRegistration): void {
    const registered = this.registrations.get(registration) ?? [];
    this.registrations.delete(registration);
    for (const part of this.all()) for (const one of registered) part.removeEventHandler(one);
  }

  addIndexers(indexers: Indexers<T>): void {
    for (const part of this.all()) part.addIndexers(indexers);
  }

  setTransform(transform: TransformFunc<Plain>): void {
    for (const part of this.all()) part.setTransform(transform);
  }

  setWatchErrorHandler(handler: WatchErrorHandler): void {
    for (const part of this.all()) part.setWatchErrorHandler(handler);
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.all().map((part) => part.run(signal)));
  }

  isStopped(): boolean {
    return this.all().every((part) => part.isStopped());
  }

  lastSyncResourceVersion(namespace?: string): string {
    const part = namespace === undefined ? undefined : this.parts.get(namespace);
    if (part) return part.lastSyncResourceVersion();
    const versions = this.all().map((one) => one.lastSyncResourceVersion());
    if (versions.includes('')) return '';
    return versions.reduce((lowest, version) => (isOlderVersion(version, lowest) ? version : lowest));
  }

  private all(): SharedIndexInformer<T, Plain>[] {
    return [...this.parts.values()];
  }
}

/** Returns a handler that is called when its last call has ended, although several informers call it. */
function oneAtATime<T>(handler: ResourceEventHandler<T>): ResourceEventHandler<T> {
  let running: Promise<unknown> | undefined;
  const call = (invoke: () => unknown): unknown => {
    const result: unknown = running ? running.then(invoke) : invoke();
    if (typeof result !== 'object' || result === null || !('then' in result)) return result;
    // The informer that made the call reports its failure.
    const ended: Promise<unknown> = Promise.resolve(result).then(
      () => undefined,
      () => undefined,
    );
    running = ended;
    void ended.then(() => {
      if (running === ended) running = undefined;
    });
    return result;
  };
  return {
    onAdd: (obj, isInInitialList) => call(() => handler.onAdd?.(obj, isInInitialList)),
    onUpdate: (oldObj, newObj) => call(() => handler.onUpdate?.(oldObj, newObj)),
    onDelete: (obj) => call(() => handler.onDelete?.(obj)),
  };
}

/** Returns a function that reports whether all have synced, with their progress. */
function allSynced(name: string, parts: readonly InformerSynced[]): InformerSynced {
  const sources = parts.flatMap((part) => progressOf(part) ?? []);
  const progress: SyncProgress = {
    name,
    subscribe: (listener) => {
      const removals = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const remove of removals) remove();
      };
    },
    isStopped: () => sources.some((source) => source.isStopped()),
    lastError: () => sources.map((source) => source.lastError()).find((error) => error !== undefined),
    reason: () => sources.map((source) => source.reason()).find((reason) => reason !== undefined),
  };
  return withProgress(() => parts.every((part) => part()), progress);
}
