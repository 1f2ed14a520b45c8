import type { SharedIndexInformer, SharedInformerFactory } from '../cache/index.js';
import { progressOf, waitUntil } from '../cache/informer/synced.js';
import { requireInScope } from '../cache/store/scope.js';
import { statusOf } from '../errors/index.js';
import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import { messageOf } from '../util/errors.js';
import { linkSignals, type Clock } from '../util/index.js';
import type { WatchedObject } from './event.js';
import type { OwnWrites } from './own-writes.js';

/** An object as the cache of its kind holds it, with the fields that all kinds share. */
export type Cached<T> = Immutable<T> & WatchedObject;

/** The informers of a manager: those that its controllers watch and those that its client reads. */
export class Caches {
  private readonly informers: SharedInformerFactory;
  private readonly clock: Clock;
  private readonly syncTimeoutMs: number;
  private readonly ownWrites: OwnWrites | undefined;
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor(informers: SharedInformerFactory, clock: Clock, syncTimeoutMs: number, ownWrites?: OwnWrites) {
    this.informers = informers;
    this.clock = clock;
    this.syncTimeoutMs = syncTimeoutMs;
    this.ownWrites = ownWrites;
  }

  /** Returns the informer of a kind, and creates it if it is new. Does not start it. */
  informerFor<T extends KubeObject>(resource: Resource<T, unknown, unknown>): SharedIndexInformer<Cached<T>, T> {
    const informer = this.informers.informerFor<T, Cached<T>>(resource);
    this.ownWrites?.addCache(resource, informer);
    return informer;
  }

  /**
   * Starts all informers and waits until they have synced. Resolves without an error when the signal fires.
   *
   * Throws an Error if an informer has not synced within the sync timeout.
   */
  async start(signal: AbortSignal): Promise<void> {
    const timeoutMs = this.syncTimeoutMs;
    this.state = 'running';
    this.informers.start();
    const limit = linkSignals(signal);
    const cancelTimer = this.clock.schedule(timeoutMs, () => limit.abort());
    try {
      await this.informers.waitForCacheSync(limit.signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!limit.signal.aborted) throw error;
      const message = messageOf(error);
      throw new Error(
        `${message}, within ${timeoutMs} ms (are these kinds installed, and is the caller allowed to list and watch them?)`,
        {
          cause: error,
        },
      );
    } finally {
      cancelTimer();
      limit.unlink();
    }
  }

  /** Starts informers that were created after `start`. */
  startNew(): void {
    if (this.state === 'running') this.informers.start();
  }

  /**
   * Returns the informer of a resource once it has synced. Starts it if it is new.
   *
   * Rejects if the cache does not hold what is read, if the manager is not running or stops, and if the signal fires. Also
   * rejects when the server refuses to list the resource, and after the sync timeout. The error states the last failure.
   */
  async synced<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    signal: AbortSignal | undefined,
    asked?: Parameters<typeof requireInScope>[1],
  ): Promise<SharedIndexInformer<Cached<T>, T>> {
    if (this.state !== 'running') {
      const when = this.state === 'new' ? 'is not started yet' : 'was shut down';
      throw new Error(`${resource.plural} cannot be read: the manager’s cache ${when}`);
    }
    const informer = this.informerFor(resource);
    if (asked !== undefined) requireInScope(informer.indexer.scope, asked);
    if (informer.hasSynced()) return informer;
    this.informers.start();
    const progress = progressOf(informer.hasSynced);
    const synced = (): boolean => {
      if (informer.hasSynced()) return true;
      if (informer.isStopped()) throw new Error(`${resource.plural} cannot be read: the manager’s cache was shut down`);
      const error = progress?.lastError();
      if (isRefusal(error)) throw new Error(`${resource.plural} cannot be read: ${messageOf(error)}`, { cause: error });
      return false;
    };
    const limit = linkSignals(signal);
    const tooLate = new Error(`not within ${this.syncTimeoutMs} ms`);
    const cancelTimer = this.clock.schedule(this.syncTimeoutMs, () => limit.abort(tooLate));
    try {
      const message = (): string => {
        const reason = progress?.reason();
        const when = limit.signal.reason === tooLate ? ` within ${this.syncTimeoutMs} ms` : '';
        return `${resource.plural} cannot be read: the cache has not synced${when}${reason === undefined ? '' : ` (${reason})`}`;
      };
      await waitUntil(synced, { signal: limit.signal, waitsFor: [informer.hasSynced], message, clock: this.clock });
    } finally {
      cancelTimer();
      limit.unlink();
    }
    return informer;
  }

  /** Stops all informers. Resolves when they have stopped. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    await this.informers.shutdown();
  }
}

/** Whether the server refuses the request permanently, because the caller lacks rights or the kind is not installed. */
function isRefusal(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code >= 400 && code < 500 && code !== 408 && code !== 410 && code !== 429;
}
