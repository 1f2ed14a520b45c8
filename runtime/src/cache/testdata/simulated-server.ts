import { newInternalError, newResourceExpired, newTooManyRequests, StatusError } from '../../errors/index.js';
import type { WatchEvent } from '../../meta/index.js';
import type { ListChunk, ListerWatcher, ReflectorListOptions, ReflectorWatchOptions } from '../reflector/lister-watcher.js';
import { added, bookmark, deleted, modified, pod, type TestPod } from './pods.js';

/** Returns a source of numbers in [0, 1) that the seed determines. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The support of a server for `sendInitialEvents`. */
export type StreamingSupport = 'streams' | 'refuses' | 'ignores';

/**
 * A server of one kind with a history, which answers lists and watches like an API server. It fails at random: errors before and within
 * answers, cut connections, expired versions and tokens, and stale lists for version 0.
 */
export class SimulatedServer implements ListerWatcher<TestPod> {
  /** The probability of a failure at each point where one can happen. */
  faultRate = 0;
  faults = 0;
  private readonly random: () => number;
  private readonly support: StreamingSupport;
  private readonly history: { version: number; event: Exclude<WatchEvent<TestPod>, { type: 'ERROR' | 'BOOKMARK' }> }[] = [];
  private readonly wake = new Set<() => void>();
  private version = 1;
  private compacted = 0;

  constructor(random: () => number, support: StreamingSupport) {
    this.random = random;
    this.support = support;
  }

  /** The current objects by key. */
  get objects(): Map<string, TestPod> {
    return this.at(this.version);
  }

  put(key: string): void {
    const object = pod(key, String(++this.version), undefined, `node-${Math.floor(this.random() * 3)}`);
    const exists = this.at(this.version - 1).has(key);
    this.record(exists ? modified(object) : added(object));
  }

  remove(key: string): void {
    const last = this.objects.get(key);
    if (!last) return;
    const object = structuredClone(last);
    object.metadata.resourceVersion = String(++this.version);
    this.record(deleted(object));
  }

  /** Discards the history. Earlier versions and tokens are then expired. */
  compact(): void {
    this.compacted = this.version;
  }

  private record(event: WatchEvent<TestPod>): void {
    if (event.type === 'ERROR' || event.type === 'BOOKMARK') return;
    this.history.push({ version: this.version, event });
    this.poke();
  }

  /** Wakes all watches, which then send events or fail. */
  poke(): void {
    for (const wake of [...this.wake]) wake();
  }

  private at(version: number): Map<string, TestPod> {
    const objects = new Map<string, TestPod>();
    for (const { version: changed, event } of this.history) {
      if (changed > version) break;
      const key = `${event.object.metadata.namespace ?? ''}/${event.object.metadata.name}`;
      if (event.type === 'DELETED') objects.delete(key);
      else objects.set(key, event.object);
    }
    return objects;
  }

  private fault(): boolean {
    if (this.random() >= this.faultRate) return false;
    this.faults++;
    return true;
  }

  private maybeFail(): void {
    if (!this.fault()) return;
    const failures = [
      newInternalError('etcd is gone'),
      newTooManyRequests('slow down', 1),
      new StatusError({ code: 503, reason: 'ServiceUnavailable' }),
      new StatusError({ code: 401, reason: 'Unauthorized' }),
      new StatusError({ code: 404, reason: 'NotFound' }),
      newResourceExpired('too old resource version'),
      new Error('ECONNRESET'),
    ];
    throw failures[Math.floor(this.random() * failures.length)] ?? new Error();
  }

  async *list({ resourceVersion, limit, continue: token, signal }: ReflectorListOptions): AsyncGenerator<ListChunk<TestPod>> {
    await Promise.resolve();
    signal.throwIfAborted();
    this.maybeFail();
    let version = this.version;
    let offset = 0;
    if (token !== undefined) {
      [version = 0, offset = 0] = token.split(':').map(Number);
      if (version < this.compacted) throw newResourceExpired('the continue token is too old');
    } else if (resourceVersion === '0') {
      // Any version that a watch cache may contain.
      version = this.compacted + Math.floor(this.random() * (this.version - this.compacted + 1));
    }
    const all = [...this.at(version).values()].map((object) => structuredClone(object));
    // Pages as of a server without a watch cache. They have at most 3 objects, so that lists of a few objects have several pages.
    const end = limit === undefined ? all.length : Math.min(all.length, offset + 3);
    const items = all.slice(offset, end);
    const half = Math.floor(items.length / 2);
    yield { items: items.slice(0, half) };
    this.maybeFail();
    const more = end < all.length ? { continue: `${version}:${end}` } : {};
    yield { items: items.slice(half), metadata: { resourceVersion: String(version), ...more } };
  }

  async *watch(options: ReflectorWatchOptions): AsyncGenerator<readonly WatchEvent<TestPod>[]> {
    const { signal, sendInitialEvents } = options;
    await Promise.resolve();
    signal.throwIfAborted();
    this.maybeFail();
    if (sendInitialEvents && this.support === 'refuses') throw new StatusError({ code: 422, reason: 'Invalid' });
    const streams = sendInitialEvents === true && this.support === 'streams';
    let seen = Number(options.resourceVersion ?? '');
    if (seen > 0 && seen < this.compacted) {
      const expired = newResourceExpired('too old resource version');
      if (this.random() < 0.5) throw expired;
      yield [{ type: 'ERROR', status: expired.status }];
      return;
    }
    if (streams || seen === 0) {
      seen = this.version;
      for (const object of this.objects.values()) {
        yield [added(structuredClone(object))];
        this.maybeFail();
      }
      if (streams) yield [bookmark(String(seen), true)];
    }
    const events = () => this.history.filter(({ version }) => version > seen);
    while (!signal.aborted) {
      const batch = events().slice(0, 1 + Math.floor(this.random() * 4));
      if (batch.length > 0) {
        seen = batch.at(-1)?.version ?? seen;
        yield batch.map(({ event }) => structuredClone(event));
      } else if (this.random() < 0.2) {
        seen = Math.max(seen, this.version);
        yield [bookmark(String(seen))];
      }
      if (this.fault()) {
        // A clean end or a cut connection.
        if (this.random() < 0.5) return;
        throw new Error('ECONNRESET');
      }
      if (events().length > 0) continue;
      await this.woken(signal);
    }
  }

  private async woken(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.wake.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.wake.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
