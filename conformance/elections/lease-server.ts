import { newAlreadyExists, newConflict, newInternalError, newNotFound } from 'kube-client-runtime/errors';
import type { Lease, LeaseSpec } from 'kube-client-runtime/leaderelection';
import type { KubeRequest, RESTClient } from 'kube-client-runtime/rest';
import type { SeededRandom } from '../faults/random.js';
import type { VirtualProcess, VirtualTime } from './virtual-time.js';

const leases = { group: 'coordination.k8s.io', resource: 'leases' };

/** Edits that write nulls into a Lease. */
const edits: readonly ((spec: LeaseSpec) => Readonly<Record<string, unknown>> | undefined)[] = [
  () => undefined,
  () => ({}),
  () => ({ holderIdentity: null, leaseDurationSeconds: null, acquireTime: null, renewTime: null, leaseTransitions: null }),
  (spec) => ({ ...spec, holderIdentity: null }),
  (spec) => ({ ...spec, holderIdentity: '' }),
  (spec) => ({ ...spec, leaseDurationSeconds: null }),
  (spec) => ({ ...spec, renewTime: null, acquireTime: null }),
];

/** An API server with one Lease. It checks the versions of writes, on which the separation of candidates depends. */
export class LeaseServer {
  private lease: string | undefined;
  private version = 0;
  /** Whether versions are checked. False plants a fault. */
  checksVersions = true;

  /** Answers a request. Returns the JSON of a Lease, or throws a `StatusError`. */
  handle({ method, body }: KubeRequest): string {
    if (method === 'POST') {
      if (this.lease !== undefined) throw newAlreadyExists(leases, 'lock');
      return this.store(parse(body));
    }
    if (this.lease === undefined) throw newNotFound(leases, 'lock');
    if (method === 'GET') return this.lease;
    const lease = parse(body);
    if (this.checksVersions && lease.metadata.resourceVersion !== String(this.version)) {
      throw newConflict(leases, 'lock', new Error('the object has been modified'));
    }
    return this.store(lease);
  }

  /** Deletes the Lease, as an administrator would. */
  delete(): void {
    this.lease = undefined;
  }

  /** Sets the spec of the Lease, or a part, to null. */
  empty(random: SeededRandom): void {
    if (this.lease === undefined) return;
    const { spec = {}, ...lease } = parse(this.lease);
    this.store({ ...lease, spec: random.pick(edits)(spec) });
  }

  private store(lease: object): string {
    const { metadata } = parse(JSON.stringify(lease));
    this.version += 1;
    this.lease = JSON.stringify({ ...lease, metadata: { ...metadata, resourceVersion: String(this.version) } });
    return this.lease;
  }
}

function parse(body: string | Uint8Array | undefined): Lease {
  // The bodies come from the lock under test and from this server.
  return JSON.parse(String(body)) as Lease;
}

/** The rates of faults: each happens once in this many requests. 0 means never. */
export interface NetworkFaults {
  readonly slow: number;
  readonly late: number;
  readonly lostRequest: number;
  readonly lostAnswer: number;
  readonly duplicated: number;
  readonly refused: number;
  /** The transport ignores that a call was aborted, and its response arrives. */
  readonly deaf: number;
  /** The process is paused between a write and its response. */
  readonly pausedWrite: number;
  /** The response to a write is slow, and then the network is cut for a while. */
  readonly lastWrite: number;
}

/** The network between one process and the server. */
export class Network {
  faults: NetworkFaults;
  /** Whether the network is cut. */
  cut = false;
  /** Whether the process has received the Lease. Until then it is a candidate that starts when no Lease exists. */
  hasRead = false;
  private readonly time: VirtualTime;
  private readonly server: LeaseServer;
  private readonly random: SeededRandom;
  private readonly leaseMs: number;

  constructor(time: VirtualTime, server: LeaseServer, random: SeededRandom, faults: NetworkFaults, leaseMs: number) {
    this.time = time;
    this.leaseMs = leaseMs;
    this.server = server;
    this.random = random;
    this.faults = faults;
  }

  /** Cuts the network for a while. */
  cutFor(durationMs: number): void {
    this.cut = true;
    this.time.at(this.time.now + durationMs, () => (this.cut = false));
  }

  /** Creates a client for a process. */
  client(process: VirtualProcess): RESTClient {
    const refuse = (): Promise<never> => Promise.reject(new Error('an election does not send this'));
    return {
      config: {},
      request: async <T>(request: KubeRequest, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<T> =>
        JSON.parse(await this.send(process, request, options.signal)) as T,
      text: refuse,
      stream: refuse,
      raw: refuse,
      webSocket: refuse,
      close: () => {},
    };
  }

  private send(process: VirtualProcess, request: KubeRequest, signal: AbortSignal | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      const answer = (outcome: () => void): void => {
        if (this.befalls('lostAnswer')) return;
        process.deliver(this.delay(), () => {
          outcome();
        });
      };
      const arrive = (): void => {
        if (this.cut) return;
        if (this.befalls('refused')) {
          process.deliver(this.delay(), () => reject(newInternalError(new Error('a fault'))));
          return;
        }
        try {
          const body = this.server.handle(request);
          if (request.method !== 'GET' && this.befalls('lastWrite')) {
            process.deliver(this.random.between(1, this.leaseMs / 3), () => {
              this.cutFor(this.random.between(this.leaseMs / 2, this.leaseMs * 2));
              resolve(body);
            });
            return;
          }
          answer(() => {
            if (signal?.aborted !== true) this.hasRead = true;
            resolve(body);
          });
        } catch (error) {
          answer(() => reject(error instanceof Error ? error : new Error('refused')));
        }
      };
      if (request.method !== 'GET' && this.befalls('pausedWrite')) {
        this.time.at(this.time.now, () => process.pause(this.random.between(this.leaseMs / 2, this.leaseMs * 2), () => {}));
      }
      if (!this.cut && !this.befalls('lostRequest')) {
        this.time.at(this.time.now + this.delay(), arrive);
        if (this.befalls('duplicated')) this.time.at(this.time.now + this.delay(), arrive);
      }
      if (this.befalls('deaf')) return;
      signal?.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')));
    });
  }

  private delay(): number {
    if (this.befalls('late')) return this.random.between(5_000, 40_000);
    if (this.befalls('slow')) return this.random.between(500, 6_000);
    return this.random.between(1, 40);
  }

  private befalls(fault: keyof NetworkFaults): boolean {
    const draws = this.faults[fault];
    return draws > 0 && this.random.oneIn(draws);
  }
}
