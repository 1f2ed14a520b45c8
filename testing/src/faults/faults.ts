import { newInternalError, newResourceExpired, newTooManyRequests } from 'kube-client-runtime/errors';
import { matches, type Fault, type FaultHandle, type FaultMatch, type FaultSubject } from './fault.js';

/** Faults on demand. Those that match a request all meet it, in the order in which they were asked for. */
export interface Faults {
  add(match: FaultMatch, fault: Fault): FaultHandle;
  /** 429 with `Retry-After`, as the server's flow control sends it. */
  tooManyRequests(match: FaultMatch, retryAfterSeconds: number): FaultHandle;
  /** 500 with a `Status`. */
  internalError(match: FaultMatch, message?: string): FaultHandle;
  /** 410: a watch begins with it as an `ERROR` event, everything else is answered with it. */
  expired(match: FaultMatch): FaultHandle;
  /** Removes all. */
  clear(): void;
}

interface Entry {
  readonly match: FaultMatch;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

/** The faults of a server, and what the server asks of them. */
export interface FaultBook extends Faults {
  /** The faults that meet a request; counts it. */
  take(subject: FaultSubject): Fault[];
}

export function newFaultBook(): FaultBook {
  let entries: Entry[] = [];

  const add = (match: FaultMatch, fault: Fault): FaultHandle => {
    const entry: Entry = { match, fault, seen: 0, hits: 0 };
    entries.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        entries = entries.filter((other) => other !== entry);
      },
    };
  };

  return {
    add,
    tooManyRequests: (match, retryAfterSeconds) =>
      add(match, {
        type: 'status',
        status: newTooManyRequests('too many requests, please try again later', retryAfterSeconds).status,
      }),
    internalError: (match, message = 'a fault was asked for') =>
      add(match, { type: 'status', status: newInternalError(message).status }),
    expired: (match) => {
      const { status } = newResourceExpired('The resourceVersion for the provided watch is too old.');
      return add(match, match.verb === 'watch' ? { type: 'watchError', status } : { type: 'status', status });
    },
    clear: () => {
      entries = [];
    },
    take: (subject) => {
      const met: Fault[] = [];
      for (const entry of entries) {
        const { match } = entry;
        if (!matches(match, subject)) continue;
        entry.seen++;
        if (entry.seen <= (match.skip ?? 0) || entry.hits >= (match.times ?? 1)) continue;
        entry.hits++;
        met.push(entry.fault);
      }
      return met;
    },
  };
}
