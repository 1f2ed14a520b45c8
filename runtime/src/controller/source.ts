import {
  isDeletedFinalStateUnknown,
  waitForCacheSync,
  type ResourceEventHandler,
  type SharedIndexInformer,
} from '../cache/index.js';
import { onAbort } from '../util/index.js';
import type { EventHandler } from './event-handler.js';
import type { ObjectEvent, WatchedObject } from './event.js';
import type { Predicate } from './predicate.js';
import { lowPriority, withDefaultPriority, type RequestQueue } from './request.js';

/** A source of a controller's requests. */
export interface Source {
  /** The name in messages. */
  readonly name: string;
  /**
   * Adds requests to the queue until the signal fires. If it returns a promise, the promise must resolve when the requests for
   * all existing objects have been added. The workers start then.
   *
   * An error that it throws or rejects with stops the controller.
   */
  start(queue: RequestQueue, signal: AbortSignal): void | Promise<void>;
}

/** The settings of a source of one kind. */
export interface KindSource<T> {
  /** The name in messages. */
  readonly name: string;
  /** The informer of the kind. The caller must start it. */
  readonly informer: Pick<SharedIndexInformer<T>, 'addEventHandler' | 'removeEventHandler'>;
  /**
   * Predicates that an event must pass.
   *
   * Default: every event passes
   */
  readonly predicates?: readonly Predicate<T>[] | undefined;
  /** Adds requests for each event. */
  readonly handler: EventHandler<T>;
}

/** Creates a source of the events of an informer. All objects in the cache come first, as creates, and then changes. */
export function newKindSource<T extends WatchedObject>({ name, informer, predicates = [], handler }: KindSource<T>): Source {
  return {
    name,
    async start(queue, signal) {
      if (signal.aborted) return;
      const lowQueue = withDefaultPriority(queue, lowPriority);
      const handle = (event: ObjectEvent<T>): void | Promise<void> => {
        if (signal.aborted || !predicates.every((predicate) => predicate(event))) return;
        return handler(event, bringsNothingNew(event) ? lowQueue : queue);
      };
      const registration = informer.addEventHandler(toEvents(handle));
      onAbort(signal, () => informer.removeEventHandler(registration));
      await waitForCacheSync(signal, registration);
    },
  };
}

/** Whether the event is part of the initial list or repeats a known state, as a resync does. */
function bringsNothingNew<T extends WatchedObject>(event: ObjectEvent<T>): boolean {
  if (event.type === 'create') return event.isInInitialList;
  if (event.type !== 'update') return false;
  const { resourceVersion } = event.object.metadata;
  return resourceVersion !== undefined && resourceVersion === event.oldObject.metadata.resourceVersion;
}

function toEvents<T>(handle: (event: ObjectEvent<T>) => void | Promise<void>): ResourceEventHandler<T> {
  return {
    onAdd: (object, isInInitialList) => handle({ type: 'create', object, isInInitialList }),
    onUpdate: (oldObject, object) => handle({ type: 'update', oldObject, object }),
    onDelete: (gone) => {
      const missed = isDeletedFinalStateUnknown(gone);
      const object = missed ? gone.obj : gone;
      // A tombstone without an object contains nothing for predicates and handlers.
      return object === undefined ? undefined : handle({ type: 'delete', object, deleteStateUnknown: missed });
    },
  };
}
