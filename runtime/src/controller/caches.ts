import { waitForCacheSync, type SharedIndexInformer, type SharedInformerFactory } from '../cache/index.js';
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
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor(informers: SharedInformerFactory, clock: Clock) {
    this.informers = informers;
    this.clock = clock;
  }

  informerFor<T extends KubeObject>(resource: Resource<T, unknown, unknown>): SharedIndexInformer<Cached<T>, T> {
    return this.informers.informerFor<T, Cached<T>>(resource);
  }

  /** Starts what was asked for so far, and waits until it has synced. Resolves when the signal fires. */
  async start(signal: AbortSignal, timeoutMs: number): Promise<void> {
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

  /** The informer of a resource, once it has synced; started where it is new. Rejects while nothing is running, and with the signal. */
  async synced<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    signal: AbortSignal | undefined,
  ): Promise<SharedIndexInformer<Cached<T>, T>> {
    if (this.state !== 'running') {
      const when = this.state === 'new' ? 'is not started yet' : 'was shut down';
      throw new Error(`${resource.plural} cannot be read: the manager’s cache ${when}`);
    }
    const informer = this.informerFor(resource);
    if (informer.hasSynced()) return informer;
    this.informers.start();
    await waitForCacheSync(signal, () => {
      if (informer.isStopped()) throw new Error(`${resource.plural} cannot be read: the manager’s cache was shut down`);
      return informer.hasSynced();
    });
    return informer;
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    await this.informers.shutdown();
  }
}
