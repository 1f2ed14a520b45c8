import { setMaxListeners } from 'node:events';
import type { KubeObject, Resource } from '../meta/index.js';
import { onAbort, safeLogger } from '../util/index.js';
import type { SharedInformerFactory, SharedInformerFactoryConfig } from './informer-factory.js';
import type { SharedIndexInformer } from './informer/informer.js';
import { newMultiNamespaceInformer } from './informer/multi-namespace-informer.js';
import { newSharedIndexInformer } from './informer/shared-index-informer.js';
import { progressOf, waitUntil } from './informer/synced.js';
import { cacheNamespaces, cacheOptionsOf, resourceName, type CacheSelectors } from './resource-cache-options.js';
import type { CachedObject } from './store/cached-object.js';
import { metaNamespaceIndexFunc, namespaceIndex } from './store/namespace-index.js';
import { newCacheScope, newMultiNamespaceScope, type CacheScope } from './store/scope.js';
import { tweakedOptions } from './tweak-list-options.js';

/** The default time between two resyncs. Unit: milliseconds */
const defaultResyncMs = 30 * 60_000;

/** An informer of the factory, regardless of the type of its objects. */
interface Member {
  readonly name: string;
  readonly informer: SharedIndexInformer<never, never>;
  ended: Promise<void> | undefined;
}

/** Creates an informer factory. Generated factories and dynamic factories are built on it and add types. */
export function newSharedInformerFactory(config: SharedInformerFactoryConfig): SharedInformerFactory {
  const logger = safeLogger(config.logger);
  const members = new Map<string, Member>();
  /** A signal for all informers that were started with the same signal, so that the caller's signal has one listener. */
  const runs = new Map<
    AbortSignal | undefined,
    { readonly controller: AbortController; readonly unlink: () => void; count: number }
  >();
  let shuttingDown = false;

  const optionsOf = cacheOptionsOf(config.namespace, config.defaults, config.byResource);

  const newInformer = <T extends KubeObject, I extends CachedObject>(
    resource: Resource<T, unknown, unknown>,
    name: string,
  ): SharedIndexInformer<I, T> => {
    const options = optionsOf(resource);
    const tweaked = tweakedOptions(config.tweakListOptions, resource);
    const transform = options.transform ?? config.transform;
    const stripManagedFields = options.stripManagedFields ?? config.stripManagedFields ?? false;
    const resyncPeriodMs = options.resyncPeriodMs ?? config.resyncPeriodMs ?? defaultResyncMs;
    const newPart = (namespace: string | undefined, selectors: CacheSelectors): [CacheScope, SharedIndexInformer<I, T>] => {
      const labelSelector = selectors.labelSelector ?? options.labelSelector ?? tweaked.labelSelector;
      const fieldSelector = selectors.fieldSelector ?? options.fieldSelector ?? tweaked.fieldSelector;
      const listerWatcher = config.listerWatcherFor(resource, { namespace, labelSelector, fieldSelector, stripManagedFields });
      const scope = newCacheScope(name, namespace, { labelSelector, fieldSelector });
      const informer = newSharedIndexInformer<T, I>(listerWatcher, {
        name,
        scope,
        resyncPeriodMs,
        indexers: { [namespaceIndex]: metaNamespaceIndexFunc },
        // A transform for all kinds returns an object of the kind that it received.
        transform: transform && ((obj) => transform(obj) as T),
        stripManagedFields,
        freeze: config.freeze,
        clock: config.clock,
        logger: config.logger,
      });
      return [scope, informer];
    };
    const namespaces = cacheNamespaces(resource, options);
    const [first] = namespaces ?? [];
    if (namespaces === undefined || first === undefined) return newPart(undefined, {})[1];
    if (namespaces.length === 1) return newPart(first.name, first)[1];
    const scopes = new Map<string, CacheScope>();
    const informers = new Map<string, SharedIndexInformer<I, T>>();
    for (const one of namespaces) {
      const [scope, informer] = newPart(one.name, one);
      scopes.set(one.name, scope);
      informers.set(one.name, informer);
    }
    return newMultiNamespaceInformer<I, T>(informers, newMultiNamespaceScope(name, scopes));
  };

  const joinRun = (signal: AbortSignal | undefined): AbortSignal => {
    let run = runs.get(signal);
    if (!run) {
      const controller = new AbortController();
      // Each informer adds a listener to the signal, which Node would report as a leak.
      setMaxListeners(0, controller.signal);
      run = { controller, unlink: onAbort(signal, () => controller.abort(signal?.reason)), count: 0 };
      runs.set(signal, run);
    }
    run.count++;
    return run.controller.signal;
  };

  const leaveRun = (signal: AbortSignal | undefined): void => {
    const run = runs.get(signal);
    if (!run || --run.count > 0) return;
    run.unlink();
    runs.delete(signal);
  };

  const start = (member: Member, signal: AbortSignal | undefined): void => {
    member.ended = member.informer
      .run(joinRun(signal))
      .catch((error: unknown) => {
        logger.error('An informer ended with an error', { informer: member.name, error });
      })
      .finally(() => leaveRun(signal));
  };

  return {
    informerFor<T extends KubeObject, I extends CachedObject>(
      resource: Resource<T, unknown, unknown>,
    ): SharedIndexInformer<I, T> {
      const name = resourceName(resource);
      const known = members.get(name);
      // The type of the map cannot express that the informer of a resource holds objects of that resource.
      if (known) return known.informer as unknown as SharedIndexInformer<I, T>;
      const informer = newInformer<T, I>(resource, name);
      members.set(name, { name, informer: informer as unknown as Member['informer'], ended: undefined });
      return informer;
    },
    start(signal) {
      if (shuttingDown) return;
      for (const member of members.values()) if (!member.ended) start(member, signal);
    },
    waitForCacheSync(signal) {
      const started = [...members.values()].filter(({ ended }) => ended !== undefined);
      const unsynced = (): string => {
        const labels = started
          .filter(({ informer }) => !informer.hasSynced())
          .map(({ name, informer }) => {
            const reason = progressOf(informer.hasSynced)?.reason();
            return reason === undefined ? name : `${name} (${reason})`;
          });
        return `caches have not synced: ${labels.sort().join(', ')}`;
      };
      const synced = (): boolean => {
        if (started.some(({ informer }) => informer.isStopped() && !informer.hasSynced())) {
          throw new Error(`${unsynced()}; their informers have stopped`);
        }
        return started.every(({ informer }) => informer.hasSynced());
      };
      return waitUntil(synced, { signal, waitsFor: started.map(({ informer }) => informer.hasSynced), message: unsynced });
    },
    async shutdown() {
      shuttingDown = true;
      for (const { controller } of runs.values()) controller.abort(new Error('the informer factory was shut down'));
      await Promise.all([...members.values()].flatMap(({ ended }) => ended ?? []));
    },
  };
}
