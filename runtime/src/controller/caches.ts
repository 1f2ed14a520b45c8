import type { SharedIndexInformer, SharedInformerFactory } from '../cache/index.js';
import { requireInScope } from '../cache/store/scope.js';
import { progressOf, waitUntil } from '../cache/informer/synced.js';
import { statusOf } from '../errors/index.js';
import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import { linkSignals, type Clock } from '../util/index.js';
import { messageOf } from '../util/message-of.js';
import type { WatchedObject } from './event.js';

/** What the cache of a kind holds, and what is known of it whatever the kind. */
export type Cached<T> = Immutable<T> & WatchedObject;

/** The informers of a manager: those that its controllers watch, and those that are read from. */
export class Caches {
  private readonly informers: SharedInformerFactory;
  private readonly clock: Clock;
  private readonly syncTimeoutMs: number;
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor(informers: SharedInformerFactory, clock: Clock, syncTimeoutMs: number) {
    this.informers = informers;
    this.clock = clock;
    this.syncTimeoutMs = syncTimeoutMs;
  }

  informerFor<T extends KubeObject>(resource: Resource<T, unknown, unknown>): SharedIndexInformer<Cached<T>, T> {
    return this.informers.informerFor<T, Cached<T>>(resource);
  }

  /** Starts what was asked for so far, and waits until it has synced. Resolves when the signal fires. */
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
      throw new Error(`${message}, within ${timeoutMs} ms (are these kinds installed, and may they be listed and watched?)`, {
        cause: error,
      });
    } finally {
      cancelTimer();
      limit.unlink();
    }
  }

  /** Starts what was asked for since the start. */
  startNew(): void {
    if (this.state === 'running') this.informers.start();
  }

  /**
   * Returns the informer of a resource once it has synced. Starts it if it is new.
   *
   * Rejects for a read outside the scope of its cache, while nothing is running, when the manager ends, when the signal fires, when the
   * server refuses to list the resource, and after `cacheSyncTimeoutMs`. The error states the last failure.
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

  async stop(): Promise<void> {
    this.state = 'stopped';
    await this.informers.shutdown();
  }
}

/** Whether the server refused: the caller lacks rights, or the kind is not installed. What may pass by itself is not a refusal. */
function isRefusal(error: unknown): boolean {
  const code = statusOf(error)?.code ?? 0;
  return code >= 400 && code < 500 && code !== 408 && code !== 410 && code !== 429;
}
