import { parseGroupVersion, type OwnerReference, type ResourceInfo } from '../meta/index.js';
import type { ObjectEvent, WatchedObject } from './event.js';
import { requestKey, type Request, type RequestQueue } from './request.js';

/**
 * Turns an event into requests. A promise is awaited before the source's next event. What it throws or rejects with is logged, and the
 * requests of that event are lost.
 */
export type EventHandler<T = WatchedObject> = (event: ObjectEvent<T>, queue: RequestQueue) => void | Promise<void>;

/** Asks for the object of the event itself. */
export const enqueueRequestForObject: EventHandler = ({ object }, queue) => queue.add(requestFor(object));

export interface OwnerOptions {
  /** Whether only the owner that is the managing controller counts. Default: false, every owner of the kind does. */
  readonly onlyControllerOwner?: boolean | undefined;
}

/**
 * Asks for the owners of the event's object that are of a kind, in the namespace of the object where the kind has namespaces. The
 * version of a reference does not matter. Of an update, the owners of both states are asked for.
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

/** What is to be reconciled because of an object. */
export type MapFunc<T> = (object: T) => Iterable<Request> | Promise<Iterable<Request>>;

/** Asks for what a function makes of the event's object. Of an update, it is asked about both states. */
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

/** The group of a reference's `apiVersion`; none's where it is none, which a server can send. */
function groupOf(apiVersion: string): string | undefined {
  try {
    return parseGroupVersion(apiVersion).group;
  } catch {
    // A reference to nothing that exists is a reference to nobody of ours.
    return undefined;
  }
}
