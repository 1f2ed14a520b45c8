import { isOlderVersion } from './resource-version.js';

/**
 * The facts about a stream of initial events from which a reflector tells two servers apart: one that is still sending its objects, and
 * one that ignores `sendInitialEvents` and sends what happens.
 *
 * An initial object is an `ADDED` event of an object that the stream has not brought before. It was created no later than the stream began.
 * Its version is not above that of an event that cannot be an initial one: what happens has higher versions than everything before. As long
 * as such objects come, the stream is honest, however long it takes. Everything else is what happens: `MODIFIED`, `DELETED`, an object for the
 * second time, an object that was created after the beginning, a higher version.
 */
export interface InitialEvents {
  /** The number of initial objects that have come. */
  readonly count: number;
  /** The time at which the last of them came, in the time of `StepContext.now`. */
  readonly lastAt: number | undefined;
  /** The time at which the stream began by the clock of the server, as it stands in a `creationTimestamp`; `''` if unknown. */
  readonly beganAt: string;
  /** The lowest version of an event that was not an initial one; undefined if there was no such event. */
  readonly liveVersion: string | undefined;
}

/** The facts about one event of such a stream. */
export interface InitialEvent {
  readonly change: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resourceVersion: string;
  /** The version of the same object as the stream brought it before; undefined if it did not. */
  readonly heldVersion: string | undefined;
  readonly createdAt: string | undefined;
}

/** Returns the facts about a stream that has not brought anything. */
export function newInitialEvents(): InitialEvents {
  return { count: 0, lastAt: undefined, beganAt: '', liveVersion: undefined };
}

/** Returns the facts with the time of the server at the beginning, in milliseconds since the epoch. */
export function beginInitialEvents(facts: InitialEvents, serverTime: number): InitialEvents {
  // Timestamps of objects have whole seconds, and are in the same form.
  return { ...facts, beganAt: `${new Date(serverTime).toISOString().slice(0, 19)}Z` };
}

/** Returns the facts after one more event. */
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
