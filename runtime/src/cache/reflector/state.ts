import type { Random } from '../../util/index.js';
import type { InitialEvent, InitialEvents } from './initial-events.js';
import type { ReflectorListOptions, ReflectorWatchOptions, WatchProgress } from './lister-watcher.js';

/** The facts that a reflector remembers from one list or watch to the next. */
export interface ReflectorMemory {
  /** The version up to which the server has been seen, `''` before the first list. */
  readonly lastSyncResourceVersion: string;
  /** The server refused that version as expired or too large; the next list asks for the newest state instead. */
  readonly isLastSyncResourceVersionUnavailable: boolean;
  /** The first list came in pages though it asked for none: the server has no watch cache, so paging costs it nothing more. */
  readonly paginatedResult: boolean;
  /** Whether the server is asked to stream the initial state. */
  readonly useWatchList: boolean;
  /** The shortest time that such a stream asks for, in seconds. It grows if the server ends streams that were still bringing objects. */
  readonly streamSeconds: number;
  /** The number of streams of initial events in a row that were cut before their end, or broke. */
  readonly cutStreams: number;
  /** The number of watches in a row that broke before they had brought anything. */
  readonly brokenWatches: number;
  /** Whether something on the way holds answers back until they end: a proxy that buffers. */
  readonly buffered: boolean;
  /** The number of relists in a row because versions had gone back, and the time of the last. */
  readonly wentBack: { readonly count: number; readonly at: number };
  /** The identity of the server; undefined if it is not known. */
  readonly serverIdentity: string | undefined;
  /** Whether the connection was lost since the server was identified. */
  readonly lostConnection: boolean;
  readonly backoff: Backoff;
}

/** A wait that grows with each failure. */
export interface Backoff {
  /** The base of the next wait, before jitter. Unit: milliseconds. */
  readonly nextMs: number;
  /** When the last wait ended, in the time of `StepContext.now`. */
  readonly endedAt: number;
}

/** The times of a watch, in the time of `StepContext.now`, and the number of its events. */
export interface WatchTimes {
  /** When the reflector asked for it. */
  readonly startedAt: number;
  /** When its request was sent; undefined before, and while the request waits to be sent again. */
  readonly sentAt: number | undefined;
  /** When the answer began. */
  readonly openedAt: number | undefined;
  readonly received: number;
}

/** A list of which one page is being read. */
export interface ListingState extends ReflectorMemory {
  readonly phase: 'listing';
  readonly request: ListRequest;
  /** The version that the list as a whole was asked for. */
  readonly resourceVersion: string;
  /** The number of pages that were read before. */
  readonly pages: number;
  /** The number of items on those pages. */
  readonly items: number;
  /** The list is the second try, for the newest state. */
  readonly secondTry: boolean;
  /** The number of objects that a stream had brought when it fell silent. Undefined if the list has another reason. */
  readonly streamed: number | undefined;
}

/** A watch that begins with the state as it is. The driver collects that up to its closing bookmark. */
export interface StreamingState extends ReflectorMemory, WatchTimes {
  readonly phase: 'streaming';
  readonly request: WatchRequest;
  /** When something came, or began, for the last time. */
  readonly heardAt: number;
  readonly initial: InitialEvents;
}

/** A watch whose events are applied: the one that is open after streaming, or a new one. */
export interface WatchingState extends ReflectorMemory, WatchTimes {
  readonly phase: 'watching';
  readonly request: WatchRequest;
  /** The version at which it began. No event can be older. */
  readonly from: string;
  /**
   * Whether the versions of events count. They do not while the watch may still be sending the initial state, which is not
   * in order.
   */
  readonly ordered: boolean;
  /** When the last event came, if that was a bookmark. */
  readonly bookmarkAt: number | undefined;
  /** Whether an event was dropped as older than its object. */
  readonly dropped: boolean;
}

/** A wait, after which the reflector gets the state again (`sync`), or goes on from the last version (`watch`). */
export interface WaitingState extends ReflectorMemory {
  readonly phase: 'waiting';
  readonly delayMs: number;
  readonly then: 'sync' | 'watch';
}

/** A question who the server is. After that the reflector gets the state (`sync`), or goes on from the last version (`watch`). */
export interface IdentifyingState extends ReflectorMemory {
  readonly phase: 'identifying';
  readonly then: 'sync' | 'watch';
}

/** The work of a reflector. The driver does it, and reports the outcome to the step function. */
export type ReflectorState = ListingState | StreamingState | WatchingState | WaitingState | IdentifyingState;

export type ListRequest = Omit<ReflectorListOptions, 'signal'>;
export type WatchRequest = Omit<ReflectorWatchOptions, 'signal' | 'onProgress' | 'warn'>;

/** An event of an object, without the object. */
export interface ObjectEvent extends InitialEvent {
  readonly type: 'object';
}

/** The outcome of a part of the work. */
export type ReflectorEvent =
  /** A page of a list was read to its end. */
  | { readonly type: 'page'; readonly items: number; readonly resourceVersion: string; readonly continue: string | undefined }
  /** A watch has made progress. */
  | WatchProgress
  /** An event of a watch has come. */
  | ObjectEvent
  | { readonly type: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The server ended the watch. */
  | { readonly type: 'ended' }
  /** The list or watch failed, or its objects could not be stored. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The server was identified. */
  | { readonly type: 'identified'; readonly identity: string | undefined }
  /** The deadline of the state has passed. */
  | { readonly type: 'timeout' }
  /** The wait is over. */
  | { readonly type: 'woken' };

/** An act of the driver, done at once, in this order, before it turns to the new state. */
export type ReflectorEffect =
  /** Drop everything that was collected. */
  | { readonly type: 'forget' }
  /** Collect the object of this event. */
  | { readonly type: 'collect' }
  /** Change the store as this event says. */
  | { readonly type: 'apply' }
  /** Log that this event is older than its object, and was dropped. */
  | { readonly type: 'dropped' }
  /** Put the collected objects in the place of everything in the store. */
  | { readonly type: 'replace'; readonly resourceVersion: string }
  /** Report the error. */
  | { readonly type: 'report'; readonly error: unknown };

/** The outcome of one step. */
export interface Step {
  readonly state: ReflectorState;
  readonly effects: readonly ReflectorEffect[];
}

/** The inputs of a step from outside. */
export interface StepContext {
  /** Milliseconds on a clock that only goes forward. */
  readonly now: number;
  readonly random: Random;
  /** The size of a page that the user asked for. Default: 500 where paging is no burden to the server, no paging elsewhere. */
  readonly pageSize: number | undefined;
  /** Whether the identity of the server is compared. */
  readonly checksIdentity: boolean;
  /** The longest wait that the server can ask for. Unit: milliseconds. Default: 300_000 */
  readonly maxRetryAfterMs?: number | undefined;
}

/** Returns the memory of a reflector that has not done anything. */
export function initialMemory(useWatchList: boolean): ReflectorMemory {
  return {
    lastSyncResourceVersion: '',
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
    backoff: { nextMs: backoffInitMs, endedAt: -Infinity },
  };
}

/** Returns the memory alone, without the work. */
export function memoryOf(state: ReflectorMemory): ReflectorMemory {
  return {
    lastSyncResourceVersion: state.lastSyncResourceVersion,
    isLastSyncResourceVersionUnavailable: state.isLastSyncResourceVersionUnavailable,
    paginatedResult: state.paginatedResult,
    useWatchList: state.useWatchList,
    streamSeconds: state.streamSeconds,
    cutStreams: state.cutStreams,
    brokenWatches: state.brokenWatches,
    buffered: state.buffered,
    wentBack: state.wentBack,
    serverIdentity: state.serverIdentity,
    lostConnection: state.lostConnection,
    backoff: state.backoff,
  };
}

const backoffInitMs = 800;
const backoffMaxMs = 30_000;
const backoffFactor = 2;
/** After so long without a wait, the server counts as healthy again. */
const backoffResetMs = 120_000;

/** Returns the next wait, with up to as much again as jitter, and no shorter than the server asked for. */
export function nextBackoff(backoff: Backoff, context: StepContext, atLeastMs: number): { delayMs: number; backoff: Backoff } {
  const base = context.now - backoff.endedAt > backoffResetMs ? backoffInitMs : backoff.nextMs;
  const delayMs = Math.max(base * (1 + context.random()), atLeastMs);
  return { delayMs, backoff: { nextMs: Math.min(base * backoffFactor, backoffMaxMs), endedAt: context.now + delayMs } };
}
