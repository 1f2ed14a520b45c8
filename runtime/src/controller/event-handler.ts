import { parseGroupVersion, type OwnerReference, type ResourceInfo } from '../meta/index.js';
import type { ObjectEvent, WatchedObject } from './event.js';
import { requestKey, type Request, type RequestQueue } from './request.js';

/**
 * A function that turns an event into requests. The source awaits a returned promise before its next event.
 *
 * An error that the handler throws or rejects with is logged, and the requests of that event are lost.
 */
export type EventHandler<T = WatchedObject> = (event: ObjectEvent<T>, queue: RequestQueue) => void | Promise<void>;

/** Enqueues the object of the event. */
export const enqueueRequestForObject: EventHandler = ({ object }, queue) => queue.add(requestFor(object));

/** Options of `enqueueRequestForOwner`. */
export interface OwnerOptions {
  /**
   * Whether to enqueue only the owner that is the managing controller.
   *
   * Default: false, every owner of the kind
   */
  readonly onlyControllerOwner?: boolean | undefined;
}

/**
 * Returns a handler that enqueues the owners of the event's object that are of the given kind. The version of a reference does
 * not matter. For an update, the handler enqueues the owners of both states.
 *
 * Owners of a namespaced kind are in the namespace of the object.
 */
export function enqueueRequestForOwner(owner: ResourceInfo, { onlyControllerOwner = false }: OwnerOptions = {}): EventHandler {
  const isOwner = ({ apiVersion, kind, controller }: Readonly<OwnerReference>): boolean =>
    kind === owner.kind && groupOf(apiVersion) === owner.group && (!onlyControllerOwner || controller === true);
  const ownersOf = ({ metadata }: WatchedObject): Request[] =>
    (metadata.ownerReferences ?? [])
      .filter(isOwner)
      .map(({ name }) => ({ namespace: owner.namespaced ? (metadata.namespace ?? '') : '', name }));
  return (event, queue) => addOnce(statesOf(event).flatMap(ownersOf), queue);
}

/** A function that returns the requests for an object. */
export type MapFunc<T> = (object: T) => Iterable<Request> | Promise<Iterable<Request>>;

/**
 * Returns a handler that enqueues the requests that `map` returns for the event's object. For an update, it calls `map` with both
 * states.
 */
export function enqueueRequestsFromMapFunc<T>(map: MapFunc<T>): EventHandler<T> {
  return async (event, queue) => {
    const requests: Request[] = [];
    for (const state of statesOf(event)) requests.push(...(await map(state)));
    addOnce(requests, queue);
  };
}

function requestFor({ metadata }: WatchedObject): Request {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

function statesOf<T>(event: ObjectEvent<T>): T[] {
  return event.type === 'update' ? [event.oldObject, event.object] : [event.object];
}

function addOnce(requests: readonly Request[], queue: RequestQueue): void {
  const byKey = new Map(requests.map((request) => [requestKey(request), request]));
  for (const request of byKey.values()) queue.add(request);
}

/** Returns the API group of an owner reference, or undefined if its apiVersion is malformed, which the server does not check. */
function groupOf(apiVersion: string): string | undefined {
  try {
    return parseGroupVersion(apiVersion).group;
  } catch {
    // A malformed reference matches no kind.
    return undefined;
  }
}
