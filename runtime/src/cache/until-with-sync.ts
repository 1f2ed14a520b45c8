import type { KubeObject, ObjectWatchEvent } from '../meta/index.js';
import { linkSignals, onAbort, untilConditions } from '../util/index.js';
import { newSharedIndexInformer, type SharedIndexInformerOptions } from './informer/shared-index-informer.js';
import { waitForCacheSync } from './informer/synced.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import type { CachedObject } from './store/cached-object.js';
import type { Store } from './store/store.js';
import { isDeletedFinalStateUnknown } from './store/tombstone.js';

/** Says of what is there whether there is nothing to wait for. What it throws ends the waiting. */
export type PreconditionFunc<I> = (store: Store<I>) => boolean | Promise<boolean>;

export interface UntilWithSyncOptions<T extends KubeObject, I> extends Omit<
  SharedIndexInformerOptions<T, I>,
  'handlerErrorHandler' | 'resyncPeriodMs'
> {
  /** Asked once, when the cache holds all there is. Default: none. */
  readonly precondition?: PreconditionFunc<I> | undefined;
  /** `AbortSignal.timeout(ms)` is a time limit. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for conditions, one after the other, in what is there and what happens; the event with which one held is shown to the next first.
 * An informer of its own brings the events: what is there already as `ADDED`, and after whatever the server and the network do at least
 * the newest state of each object; states in between may be passed over, and there is an order per object only. A deletion that was
 * missed shows the last state that was seen.
 *
 * Resolves with the event with which the last condition held; with undefined where the precondition held, or there is no condition.
 * Rejects with what a condition throws, and with the signal's reason when it fires. Before it settles, the informer has ended.
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
    return await untilConditions(events.read(), all, () => new Error('the informer has ended'));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    life.abort(new Error('nobody waits any more'));
    await ended;
  }
}

interface EventQueue<E> {
  push(event: E): void;
  /** The events in order, as they come; ends when the signal fires. */
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
