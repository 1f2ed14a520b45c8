import { isOlderVersion } from './resource-version.js';

/**
 * The facts about a stream of initial events. They distinguish a server that is still sending its objects from one that ignores
 * `sendInitialEvents` and sends changes.
 *
 * An initial object has these properties:
 * - its event is `ADDED`, and the stream has not brought the object before
 * - it was created no later than the stream began
 * - its version is not above that of an event that cannot be initial, because changes have higher versions than everything before
 *
 * While such objects come, the server supports streams, however long it takes. Every other event is a change: `MODIFIED`,
 * `DELETED`, a repeated object, an object that was created later, or a higher version.
 */
export interface InitialEvents {
  /** The number of initial objects that have come. */
  readonly count: number;
  /** The time of the last initial object, in the time of `StepContext.now`. */
  readonly lastAt: number | undefined;
  /** The time at which the stream began by the clock of the server, in the form of a `creationTimestamp`; `''` if unknown. */
  readonly beganAt: string;
  /** The lowest version of a change; undefined if there was no change. */
  readonly liveVersion: string | undefined;
}

/** The facts about one event of such a stream. */
export interface InitialEvent {
  /** The type of the event. */
  readonly change: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The version of the object; `''` if it has no version. */
  readonly resourceVersion: string;
  /** The version of the same object as the stream brought it before; undefined if the stream did not bring it. */
  readonly heldVersion: string | undefined;
  /** The `creationTimestamp` of the object. */
  readonly createdAt: string | undefined;
}

/** Returns the facts about a stream that has not brought anything. */
export function newInitialEvents(): InitialEvents {
  return { count: 0, lastAt: undefined, beganAt: '', liveVersion: undefined };
}

/** Returns the facts with the time of the server at the beginning, in milliseconds since the epoch. */
export function beginInitialEvents(facts: InitialEvents, serverTime: number): InitialEvents {
  // Timestamps of objects have this form, in seconds.
  return { ...facts, beganAt: `${new Date(serverTime).toISOString().slice(0, 19)}Z` };
}

/** Returns the facts after another event. */
export function addInitialEvent(facts: InitialEvents, event: InitialEvent, now: number): InitialEvents {
  const { beganAt, liveVersion } = facts;
  // Field by field, because this runs for each object.
  if (isInitialObject(facts, event)) return { count: facts.count + 1, lastAt: now, beganAt, liveVersion };
  const lowest = liveVersion === undefined || isOlderVersion(event.resourceVersion, liveVersion);
  return lowest ? { ...facts, liveVersion: event.resourceVersion } : facts;
}

function isInitialObject({ beganAt, liveVersion }: InitialEvents, event: InitialEvent): boolean {
  if (event.change !== 'ADDED' || event.heldVersion !== undefined) return false;
  if (beganAt !== '' && event.createdAt !== undefined && event.createdAt > beganAt) return false;
  return liveVersion === undefined || !isOlderVersion(liveVersion, event.resourceVersion);
}
