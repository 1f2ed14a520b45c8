import { newAlreadyExists, newConflict, newNotFound } from '../../errors/index.js';
import type { LeaderElectionRecord, ResourceLock } from '../resource-lock.js';

const leases = { group: 'coordination.k8s.io', resource: 'leases' };

/** A server in memory with one lock. */
export interface LockServer {
  /** The stored record, or undefined if the object does not exist. */
  record: LeaderElectionRecord | undefined;
  /** All calls in order, as `identity verb`. */
  readonly calls: string[];
  /** All recorded events in order, as `identity message`. */
  readonly events: string[];
  /** Called before each call. A call fails with the error that this rejects with. */
  before: (call: string, signal: AbortSignal) => Promise<void>;
  /** Returns a lock on this server for a candidate. */
  candidate(identity: string): ResourceLock;
}

/** Creates a server on which the lock does not exist. */
export function newLockServer(): LockServer {
  let version = 0;
  const server: LockServer = {
    record: undefined,
    calls: [],
    events: [],
    before: () => Promise.resolve(),
    candidate(identity) {
      let known = -1;
      const begin = async (verb: string, signal: AbortSignal): Promise<void> => {
        server.calls.push(`${identity} ${verb}`);
        await server.before(`${identity} ${verb}`, signal);
        signal.throwIfAborted();
      };
      return {
        identity,
        describe: () => 'ns/lock',
        recordEvent: (message) => server.events.push(`${identity} ${message}`),
        async get(signal) {
          await begin('get', signal);
          if (server.record === undefined) throw newNotFound(leases, 'lock');
          known = version;
          return server.record;
        },
        async create(record, signal) {
          await begin('create', signal);
          if (server.record !== undefined) throw newAlreadyExists(leases, 'lock');
          server.record = record;
          known = ++version;
        },
        async update(record, signal) {
          await begin('update', signal);
          if (known !== version) throw newConflict(leases, 'lock', new Error('changed'));
          server.record = record;
          known = ++version;
        },
      };
    },
  };
  return server;
}

/** Returns a promise that never resolves. It rejects when the signal fires. */
export function hang(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')), {
      once: true,
    });
  });
}
