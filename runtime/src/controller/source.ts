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

/** Where a controller's requests come from. */
export interface Source {
  /** For messages. */
  readonly name: string;
  /**
   * Begins to put requests into the queue, until the signal fires. A promise resolves when the requests for all that is there already
   * have been put; workers begin then. What it throws or rejects with ends the controller.
   */
  start(queue: RequestQueue, signal: AbortSignal): void | Promise<void>;
}

/** The changes of objects of one kind. */
export interface KindSource<T> {
  readonly name: string;
  /** Its informer has to be started by others. */
  readonly informer: Pick<SharedIndexInformer<T>, 'addEventHandler' | 'removeEventHandler'>;
  /** An event has to pass all of them. */
  readonly predicates?: readonly Predicate<T>[] | undefined;
  readonly handler: EventHandler<T>;
}

/** A source of what an informer tells: first of all objects that its cache holds, as creates, then of changes. */
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

/** Whether the event is of the initial list, or shows a state again, as a resync does. */
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
      // A tombstone without an object says nothing that predicates and handlers could read.
      return object === undefined ? undefined : handle({ type: 'delete', object, deleteStateUnknown: missed });
    },
  };
}
