import type { KubeObject, ObjectWatchEvent } from '../meta/index.js';
import { linkSignals, onAbort, untilConditions } from '../util/index.js';
import { newSharedIndexInformer, type SharedIndexInformerOptions } from './informer/shared-index-informer.js';
import { waitForCacheSync } from './informer/synced.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import type { CachedObject } from './store/cached-object.js';
import type { Store } from './store/store.js';
import { isDeletedFinalStateUnknown } from './store/tombstone.js';

/**
 * A function that returns whether there is nothing to wait for. It receives the synced store. An error that it throws ends the
 * wait.
 */
export type PreconditionFunc<I> = (store: Store<I>) => boolean | Promise<boolean>;

/** Options of `untilWithSync`, and of the informer that it creates. */
export interface UntilWithSyncOptions<T extends KubeObject, I> extends Omit<
  SharedIndexInformerOptions<T, I>,
  'handlerErrorHandler' | 'resyncPeriodMs'
> {
  /**
   * Called once, when the cache has synced.
   *
   * Default: no precondition
   */
  readonly precondition?: PreconditionFunc<I> | undefined;
  /**
   * Ends the wait. Use `AbortSignal.timeout(ms)` for a time limit.
   *
   * Default: no limit
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until conditions hold, one after the other. The event for which a condition held is the first that the next condition
 * receives.
 *
 * An informer of its own delivers the events. Existing objects come as `ADDED`. Despite all failures of server and network, the
 * conditions receive at least the newest state of each object. Intermediate states may be missing, and the order is defined only
 * for each object. A missed deletion delivers the last observed state.
 *
 * Resolves with the event for which the last condition held. Resolves with undefined if the precondition held or there is no
 * condition.
 *
 * Rejects with the error of a condition, and with the signal's reason when it fires. The informer has stopped when the promise
 * settles.
 */
export async function untilWithSync<T extends KubeObject, I extends CachedObject>(
  listerWatcher: ListerWatcher<T>,
  conditions:
    | ((event: ObjectWatchEvent<I>) => boolean | Promise<boolean>)
    | readonly ((event: ObjectWatchEvent<I>) => boolean | Promise<boolean>)[],
  options: UntilWithSyncOptions<T, I> = {},
): Promise<ObjectWatchEvent<I> | undefined> {
  const { precondition, signal, ...rest } = options;
  signal?.throwIfAborted();
  const life = linkSignals(signal);
  const informer = newSharedIndexInformer<T, I>(listerWatcher, rest);
  const events = newEventQueue<ObjectWatchEvent<I>>(life.signal);
  informer.addEventHandler({
    onAdd: (object) => events.push({ type: 'ADDED', object }),
    onUpdate: (_old, object) => events.push({ type: 'MODIFIED', object }),
    onDelete: (last) => {
      const object = isDeletedFinalStateUnknown(last) ? last.obj : last;
      if (object !== undefined) events.push({ type: 'DELETED', object });
    },
  });
  const ended = informer.run(life.signal);
  try {
    if (precondition !== undefined) {
      await waitForCacheSync(life.signal, informer);
      if (await precondition(informer.indexer)) return undefined;
    }
    const all = typeof conditions === 'function' ? [conditions] : conditions;
    return await untilConditions(events.read(), all, () => new Error('the informer has stopped'));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    life.abort(new Error('untilWithSync has settled'));
    await ended;
  }
}

/** A queue of events with one reader. */
interface EventQueue<E> {
  /** Adds an event. */
  push(event: E): void;
  /** Yields the events in order as they arrive. Ends when the signal fires. */
  read(): AsyncGenerator<E, void, undefined>;
}

function newEventQueue<E>(signal: AbortSignal): EventQueue<E> {
  const queue: E[] = [];
  let wake = (): void => {};
  return {
    push(event) {
      queue.push(event);
      wake();
    },
    async *read() {
      const unlisten = onAbort(signal, () => wake());
      try {
        while (!signal.aborted) {
          const event = queue.shift();
          if (event !== undefined) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        unlisten();
      }
    },
  };
}
