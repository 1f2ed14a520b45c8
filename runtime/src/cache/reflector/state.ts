import type { ListMeta } from '../../meta/index.js';
import type { Random } from '../../util/index.js';
import { initialBackoff, type Backoff } from './backoff.js';
import type { InitialEvent, InitialEvents } from './initial-events.js';
import type { ReflectorListOptions, ReflectorWatchOptions, WatchProgress } from './lister-watcher.js';

/** The facts that a reflector remembers from one list or watch to the next. */
export interface ReflectorMemory {
  /** The version up to which the reflector has seen the server; `''` before the first list. */
  readonly lastSyncResourceVersion: string;
  /** The highest version of a stored object; `''` if no stored object has a version. An event with a higher version is not old. */
  readonly newestVersion: string;
  /** Whether the server refused the last version as expired or too large. The next list then requests the newest state. */
  readonly isLastSyncResourceVersionUnavailable: boolean;
  /** Whether the first list came in pages although it requested none. The server then has no watch cache, and paging costs it nothing. */
  readonly paginatedResult: boolean;
  /** Whether the reflector requests a stream of the initial state. */
  readonly useWatchList: boolean;
  /**
   * The shortest time that such a stream requests. It grows if the server ends streams that were still bringing objects.
   *
   * Unit: seconds
   */
  readonly streamSeconds: number;
  /** The number of consecutive streams of initial events that were cut before their end, or broke. */
  readonly cutStreams: number;
  /** The number of consecutive watches that broke before they had brought anything. */
  readonly brokenWatches: number;
  /** Whether a proxy on the way holds responses back until they end. */
  readonly buffered: boolean;
  /** The number of consecutive relists because versions went back, and the time of the last one. */
  readonly wentBack: { readonly count: number; readonly at: number };
  /** The identity of the server; undefined if it is not known. */
  readonly serverIdentity: string | undefined;
  /** Whether the connection was lost since the server was identified. */
  readonly lostConnection: boolean;
  /** The state of the backoff that lists and watches share. */
  readonly backoff: Backoff;
}

/** The times of a watch, in the time of `StepContext.now`. They are apart from the state because events do not change them. */
export interface WatchTimes {
  /** The time at which the reflector requested the watch. */
  readonly startedAt: number;
  /** The time at which the request was sent; undefined before that, and while the request waits to be sent again. */
  readonly sentAt: number | undefined;
  /** The time at which the response began. */
  readonly openedAt: number | undefined;
}

/** The order of the versions of a watch. It is apart from the state because nearly all events leave it as it is. */
export interface WatchOrder {
  /** The version at which the watch began. No event can be older. */
  readonly from: string;
  /** Whether the versions of events count. They do not count while the watch may still be sending the initial state, which has no order. */
  readonly ordered: boolean;
  /** Whether an event was dropped because it is older than its object. */
  readonly dropped: boolean;
}

/** The common part of all states. */
export interface PhaseState<P extends string> {
  /** The tag of the union. */
  readonly phase: P;
  /** The facts that the next list or watch needs, as they were when this state began. */
  readonly memory: ReflectorMemory;
}

/** A list of which the reflector reads one page. */
export interface ListingState extends PhaseState<'listing'> {
  /** The parameters of this page. */
  readonly request: ListRequest;
  /** The version that the complete list requested. */
  readonly resourceVersion: string;
  /** The number of pages that were read before this one. */
  readonly pages: number;
  /** The number of items on all pages so far. */
  readonly items: number;
  /** The highest version of these items. */
  readonly newestVersion: string;
  /** The metadata of this page; undefined until it has come. */
  readonly metadata: ListMeta | undefined;
  /** Whether the list is the second try, for the newest state. */
  readonly secondTry: boolean;
  /** The number of objects that a stream had brought when it fell silent. Undefined if the list has another reason. */
  readonly streamed: number | undefined;
}

/** A watch that begins with the complete state. The driver collects its objects until the bookmark that ends the initial events. */
export interface StreamingState extends PhaseState<'streaming'> {
  /** The parameters of the watch. */
  readonly request: WatchRequest;
  /** The times of the watch. */
  readonly times: WatchTimes;
  /** The number of received events. */
  readonly received: number;
  /** The highest version of the received objects. */
  readonly newestVersion: string;
  /** The time of the last event or progress. */
  readonly heardAt: number;
  /** The facts that show whether the server supports streams. */
  readonly initial: InitialEvents;
}

/**
 * A watch whose events are applied: the rest of a stream, or a new watch. Each event makes a new state, so everything that most events
 * leave as it is has objects of its own.
 */
export interface WatchingState extends PhaseState<'watching'> {
  /** The parameters of the watch. */
  readonly request: WatchRequest;
  /** The times of the watch. */
  readonly times: WatchTimes;
  /** The order of the versions. */
  readonly order: WatchOrder;
  /** The number of received events. */
  readonly received: number;
  /** The version up to which the reflector has seen the server. */
  readonly version: string;
  /** The highest version of a stored object. */
  readonly newestVersion: string;
  /** The time of the last event if that was a bookmark. */
  readonly bookmarkAt: number | undefined;
}

/** A wait. After it, the reflector gets the complete state (`sync`), or watches from the last version (`watch`). */
export interface WaitingState extends PhaseState<'waiting'> {
  /** Unit: milliseconds */
  readonly delayMs: number;
  /** The work after the wait. */
  readonly then: 'sync' | 'watch';
}

/** A request for the identity of the server. After it, the reflector gets the complete state (`sync`), or watches from the last version (`watch`). */
export interface IdentifyingState extends PhaseState<'identifying'> {
  /** The work after the server was identified. */
  readonly then: 'sync' | 'watch';
}

/** The state of a reflector while it reads a response. A new request object means a new response. */
export type ReadingState = ListingState | StreamingState | WatchingState;

/** The work of a reflector. The driver does it, and reports the outcome to the step function. */
export type ReflectorState = ReadingState | WaitingState | IdentifyingState;

/** The parameters of a list. */
export type ListRequest = Omit<ReflectorListOptions, 'signal'>;

/** The parameters of a watch. */
export type WatchRequest = Omit<ReflectorWatchOptions, 'signal' | 'onProgress' | 'warn'>;

/** An event of an object, without the object. */
export interface ObjectEvent extends InitialEvent {
  /** The tag of the union. */
  readonly type: 'object';
}

/** A part of a list, without its objects. */
export interface ChunkEvent {
  /** The tag of the union. */
  readonly type: 'chunk';
  /** The number of items. */
  readonly items: number;
  /** The highest version of the items; `''` if they have none. */
  readonly newestVersion: string;
  /** The metadata of the page, on one of its chunks. */
  readonly metadata: ListMeta | undefined;
}

/** The outcome of a part of the work. */
export type ReflectorEvent =
  /** A part of a page has come. */
  | ChunkEvent
  /** A watch has made progress. */
  | WatchProgress
  /** An event of a watch has come. */
  | ObjectEvent
  | { readonly type: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The response has ended: the page is complete, or the server ended the watch. */
  | { readonly type: 'ended' }
  /** The list or watch failed. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The server was identified. */
  | { readonly type: 'identified'; readonly identity: string | undefined }
  /** The deadline of the state has passed. */
  | { readonly type: 'timeout' }
  /** The wait is over. */
  | { readonly type: 'woken' };

/** An action of the driver. It performs the effects of a step at once, in their order, before it turns to the new state. */
export type ReflectorEffect =
  /** Drop all collected objects. */
  | { readonly type: 'forget' }
  /** Collect the objects of this event. */
  | { readonly type: 'collect' }
  /** Apply this event to the store. */
  | { readonly type: 'apply' }
  /** Log that this event is older than its object, and was dropped. */
  | { readonly type: 'dropped' }
  /** Replace the content of the store by the collected objects. */
  | { readonly type: 'replace'; readonly resourceVersion: string }
  /** Report the error. */
  | { readonly type: 'report'; readonly error: unknown };

/** The outcome of one step. */
export interface Step {
  /** The next state. */
  readonly state: ReflectorState;
  /** The effects, in their order. */
  readonly effects: readonly ReflectorEffect[];
}

/** The inputs of a step from outside. */
export interface StepContext {
  /**
   * The time of a clock that only goes forward.
   *
   * Unit: milliseconds
   */
  readonly now: number;
  /** The source of randomness. */
  readonly random: Random;
  /**
   * The page size that the user requested.
   *
   * Default: 500 if paging is no burden to the server, otherwise no paging
   */
  readonly pageSize: number | undefined;
  /** Whether the reflector compares the identity of the server. */
  readonly checksIdentity: boolean;
  /**
   * The longest wait that the server can request.
   *
   * Default: 300_000
   * Unit: milliseconds
   */
  readonly maxRetryAfterMs?: number | undefined;
}

/** Returns the memory of a reflector that has not done anything. */
export function initialMemory(useWatchList: boolean): ReflectorMemory {
  return {
    lastSyncResourceVersion: '',
    newestVersion: '',
    isLastSyncResourceVersionUnavailable: false,
    paginatedResult: false,
    useWatchList,
    streamSeconds: 300,
    cutStreams: 0,
    brokenWatches: 0,
    buffered: false,
    wentBack: { count: 0, at: -Infinity },
    serverIdentity: undefined,
    lostConnection: true,
    backoff: initialBackoff,
  };
}

/** Returns the memory with everything that the state has learned since. */
export function memoryOf(state: ReflectorState): ReflectorMemory {
  const { memory } = state;
  if (state.phase !== 'watching') return memory;
  return {
    ...memory,
    lastSyncResourceVersion: state.version,
    newestVersion: state.newestVersion,
    brokenWatches: state.received > 0 ? 0 : memory.brokenWatches,
  };
}

/** Returns the version up to which the reflector has seen the server; `''` before the first list. */
export function lastSyncResourceVersionOf(state: ReflectorState): string {
  return state.phase === 'watching' ? state.version : state.memory.lastSyncResourceVersion;
}
