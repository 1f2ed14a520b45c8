import { newAlreadyExists, newConflict, newNotFound } from '../../errors/index.js';
import type { LeaderElectionRecord } from '../record.js';
import type { ResourceLock } from '../resource-lock.js';

const leases = { group: 'coordination.k8s.io', resource: 'leases' };

/** A server with one lock, in memory. */
export interface LockServer {
  record: LeaderElectionRecord | undefined;
  /** The calls so far: who, and what. */
  readonly calls: string[];
  readonly events: string[];
  /** Comes before each call: what it rejects with, the call fails with. */
  before: (call: string, signal: AbortSignal) => Promise<void>;
  candidate(identity: string): ResourceLock;
}

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

/** Never answers, but to its signal. */
export function hang(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')), {
      once: true,
    });
  });
}
