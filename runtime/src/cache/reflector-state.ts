import type { Random } from '../util/index.js';
import type { ReflectorListOptions, ReflectorWatchOptions } from './lister-watcher.js';

/** What a reflector remembers from one list or watch to the next. */
export interface ReflectorMemory {
  /** The version up to which the server has been seen, `''` before the first list. */
  readonly lastSyncResourceVersion: string;
  /** The server refused that version as expired or too large; the next list asks for the newest state instead. */
  readonly isLastSyncResourceVersionUnavailable: boolean;
  /** The first list came in pages though it asked for none: the server has no watch cache, so paging costs it nothing more. */
  readonly paginatedResult: boolean;
  /** Whether the server is asked to stream the initial state. */
  readonly useWatchList: boolean;
  /** How many streams of initial events in a row were cut before their end, or broke. */
  readonly cutStreams: number;
  /** How many watches in a row broke before they had brought anything. */
  readonly brokenWatches: number;
  readonly backoff: Backoff;
}

export interface Backoff {
  /** What the next wait is made of, in milliseconds, before jitter. */
  readonly nextMs: number;
  /** When the last wait ended, in the time of `StepContext.now`. */
  readonly endedAt: number;
}

/** What the reflector is doing; the driver does it and tells the step function what came of it. */
export type ReflectorState = ReflectorMemory &
  (
    | {
        /** Reads one page of a list, and collects it. */
        readonly phase: 'listing';
        readonly request: ListRequest;
        /** The version that the list as a whole was asked for. */
        readonly resourceVersion: string;
        /** How many pages were read before. */
        readonly pages: number;
        /** The list is the second try, for the newest state. */
        readonly secondTry: boolean;
      }
    | {
        /** Opens a watch that begins with the state as it is, and collects that up to its closing bookmark. */
        readonly phase: 'streaming';
        readonly request: WatchRequest;
        readonly startedAt: number;
        readonly received: number;
      }
    | {
        /** Applies the events of a watch: of the one that is open after streaming, or of a new one. */
        readonly phase: 'watching';
        readonly request: WatchRequest;
        readonly startedAt: number;
        readonly received: number;
        /**
         * Whether the versions of events count. They do not while the watch may still be sending the initial state, which is not
         * in order.
         */
        readonly ordered: boolean;
      }
    | {
        readonly phase: 'waiting';
        readonly delayMs: number;
        /** `sync`: list or stream anew; `watch`: go on from the last version. */
        readonly then: 'sync' | 'watch';
      }
  );

export type ListRequest = Omit<ReflectorListOptions, 'signal'>;
export type WatchRequest = Omit<ReflectorWatchOptions, 'signal'>;

/** What came of what the reflector was doing. */
export type ReflectorEvent =
  /** A page of a list was read to its end. */
  | { readonly type: 'page'; readonly resourceVersion: string; readonly continue: string | undefined }
  /** Events of a watch have come: how many, and the version of the last. */
  | {
      readonly type: 'received';
      readonly count: number;
      readonly resourceVersion: string;
      /** One of them was not an add. */
      readonly besidesAdded: boolean;
      /** The last of them is the bookmark that closes the initial events. */
      readonly initialEventsEnd: boolean;
    }
  /** The server ended the watch. */
  | { readonly type: 'ended' }
  /** The list or watch failed, or what it brought could not be stored. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** Nothing has come for `initialEventsSilenceMs` while initial events were awaited. */
  | { readonly type: 'silent' }
  /** The wait is over. */
  | { readonly type: 'woken' };

/** What the driver does at once, in this order, before it turns to the new state. */
export type ReflectorEffect =
  /** Drop what was collected. */
  | { readonly type: 'forget' }
  /** Put what was collected in the place of everything in the store. */
  | { readonly type: 'replace'; readonly resourceVersion: string }
  /** Tell who wants to know of errors. */
  | { readonly type: 'report'; readonly error: unknown };

export interface Step {
  readonly state: ReflectorState;
  readonly effects: readonly ReflectorEffect[];
}

/** What a step takes from outside. */
export interface StepContext {
  /** Milliseconds on a clock that only goes forward. */
  readonly now: number;
  readonly random: Random;
  /** The size of a page that the user asked for. Default: 500 where paging is no burden to the server, no paging elsewhere. */
  readonly pageSize: number | undefined;
}

/** How long initial events may be silent before the server counts as one that ignores the parameter. */
export const initialEventsSilenceMs = 10_000;

const backoffInitMs = 800;
const backoffMaxMs = 30_000;
const backoffFactor = 2;
/** So long without a wait, and the server counts as healthy again. */
const backoffResetMs = 120_000;

/** The next wait, with up to as much again as jitter, and no shorter than the server asked for. */
export function nextBackoff(backoff: Backoff, context: StepContext, atLeastMs: number): { delayMs: number; backoff: Backoff } {
  const base = context.now - backoff.endedAt > backoffResetMs ? backoffInitMs : backoff.nextMs;
  const delayMs = Math.max(base * (1 + context.random()), atLeastMs);
  return { delayMs, backoff: { nextMs: Math.min(base * backoffFactor, backoffMaxMs), endedAt: context.now + delayMs } };
}

/** What a reflector remembers before it has done anything. */
export function initialMemory(useWatchList: boolean): ReflectorMemory {
  return {
    lastSyncResourceVersion: '',
    isLastSyncResourceVersionUnavailable: false,
    paginatedResult: false,
    useWatchList,
    cutStreams: 0,
    brokenWatches: 0,
    backoff: { nextMs: backoffInitMs, endedAt: -Infinity },
  };
}

/** The memory alone, without what is being done. */
export function memoryOf(state: ReflectorMemory): ReflectorMemory {
  return {
    lastSyncResourceVersion: state.lastSyncResourceVersion,
    isLastSyncResourceVersionUnavailable: state.isLastSyncResourceVersionUnavailable,
    paginatedResult: state.paginatedResult,
    useWatchList: state.useWatchList,
    cutStreams: state.cutStreams,
    brokenWatches: state.brokenWatches,
    backoff: state.backoff,
  };
}
