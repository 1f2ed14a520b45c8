import { newInternalError, newResourceExpired, newTooManyRequests } from 'kube-client-runtime/errors';
import { matches, type Fault, type FaultHandle, type FaultMatch, type FaultSubject } from './fault.js';

/** Faults on demand. A request meets all faults that match it, in the order in which they were added. */
export interface Faults {
  /** Adds a fault for the requests that match. */
  add(match: FaultMatch, fault: Fault): FaultHandle;
  /** Answers with 429 and `Retry-After`, as the server's flow control does. */
  tooManyRequests(match: FaultMatch, retryAfterSeconds: number): FaultHandle;
  /** Answers with 500 and a `Status`. */
  internalError(match: FaultMatch, message?: string): FaultHandle;
  /** Answers with 410. A watch begins with it as an `ERROR` event. */
  expired(match: FaultMatch): FaultHandle;
  /** Removes all faults. */
  clear(): void;
}

interface Entry {
  readonly match: FaultMatch;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

/** The faults of a server, with the server's access to them. */
export interface FaultInjector extends Faults {
  /** Counts a request and returns the faults that it meets. */
  take(subject: FaultSubject): Fault[];
}

/** Creates a fault injector without faults. */
export function newFaultInjector(): FaultInjector {
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
