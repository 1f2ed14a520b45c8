import { AsyncLocalStorage } from 'node:async_hooks';
import { waitUntil } from '../cache/informer/synced.js';
import { isStatus } from '../errors/unexpected-object.js';
import type { ResourceInfo } from '../meta/index.js';
import { isPlainObject, linkSignals, type Clock } from '../util/index.js';
import { viewOf, type ViewedInformer } from './informer-view.js';
import { requestKey } from './request.js';
import { newStaleCacheError } from './stale-cache-error.js';
import { WriteLedger, type CacheView, type UnseenWrite, type WrittenObject } from './write-ledger.js';

/** The objects of a read: one key, or all of a namespace, or all. */
export type ReadTarget = { readonly key: string } | { readonly namespace: string | undefined };

/** Holds back the reconciliations of a controller until the cache has the writes that concern them. */
export interface ReconcileGate {
  /** Returns a promise if the caches are behind the objects that the last run of this request read or wrote. */
  ready(request: string, signal: AbortSignal): Promise<void> | undefined;
  /** Calls a function and records the objects that it reads and writes, under the request. */
  run<R>(request: string, call: () => Promise<R>): Promise<R>;
}

/** The caches of a resource, in all its versions, and the writes to it. */
interface Tracked {
  /** The kind, for messages. */
  readonly kind: string;
  readonly ledger: WriteLedger;
  readonly informers: Map<CacheView, ViewedInformer>;
}

/** A read that is behind a write. */
interface Behind {
  readonly kind: string;
  readonly view: CacheView;
  readonly write: UnseenWrite;
}

/** The targets that one reconciliation read and wrote. A target `namespace/` or the empty string stands for a list. */
type Touched = Map<Tracked, Set<string>>;

/** The number of requests whose objects are remembered. Reads of others wait themselves. */
const rememberedRequests = 10_000;

/** Makes a wait poll, because bookmarks, which cause no events, also advance the version of a cache. */
const polled = (): boolean => false;

/** Options of `OwnWrites`. */
export interface OwnWritesOptions {
  /** The clock of the time limit. */
  readonly clock: Clock;
  /** The longest wait. Unit: milliseconds. */
  readonly timeoutMs: number;
}

/** The writes of one client, and the waits of its reads until the caches have seen them. */
export class OwnWrites {
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private readonly resources = new Map<string, Tracked>();
  private readonly views = new WeakMap<ViewedInformer, CacheView>();
  private readonly touched = new AsyncLocalStorage<Touched>();

  constructor({ clock, timeoutMs }: OwnWritesOptions) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Adds a cache of a resource, unless it is known. */
  addCache(resource: ResourceInfo, informer: ViewedInformer): CacheView {
    const known = this.views.get(informer);
    if (known) return known;
    const view = viewOf(informer);
    const { ledger, informers } = this.of(resource);
    this.views.set(informer, view);
    informers.set(view, informer);
    ledger.addView(view);
    return view;
  }

  /** Records the response to a write that stored an object. Other responses are ignored. */
  wrote(resource: ResourceInfo, response: unknown): void {
    const key = keyOf(response);
    if (key === undefined || !isObject(response)) return;
    const tracked = this.of(resource);
    tracked.ledger.wrote(key, response);
    this.touch(tracked, key);
    const { uid, deletionTimestamp } = response.metadata;
    // A write that removes the last finalizer of a terminating object deletes it.
    if (uid !== undefined && deletionTimestamp !== undefined && !isTerminating(response)) tracked.ledger.deleted(key, uid);
  }

  /** Returns the uid of an object in the cache, for a deletion whose response has none. */
  heldUid(resource: ResourceInfo, key: string): string | undefined {
    const { ledger } = this.of(resource);
    for (const view of ledger.allViews()) {
      const uid = view.get(key)?.metadata.uid;
      if (uid !== undefined) return uid;
    }
    return undefined;
  }

  /** Records the response to a deletion: a Status, or the object in its last state or while it terminates. */
  deleted(resource: ResourceInfo, key: string, response: unknown, heldUid: string | undefined): void {
    const tracked = this.of(resource);
    this.touch(tracked, key);
    if (isObject(response)) {
      tracked.ledger.wrote(key, response);
      const { uid } = response.metadata;
      if (uid !== undefined && !isTerminating(response)) tracked.ledger.deleted(key, uid);
      return;
    }
    const uid = (isStatus(response) ? response.details?.uid : undefined) ?? heldUid;
    if (uid !== undefined) tracked.ledger.deleted(key, uid);
  }

  /** Records the deletion of an object that was listed. It may be gone, or have a newer version. */
  deletedListed(resource: ResourceInfo, listed: WrittenObject): void {
    const key = keyOf(listed);
    const { uid, resourceVersion } = listed.metadata;
    if (key === undefined || uid === undefined) return;
    const tracked = this.of(resource);
    tracked.ledger.deleted(key, uid, resourceVersion);
    this.touch(tracked, key);
  }

  /**
   * Returns a promise if the cache has not seen a write to the target. It resolves when the cache has.
   *
   * Rejects with a `StaleCacheError` after the time limit, and when the signal fires.
   * Rejects when the informer ends.
   */
  caughtUp(
    resource: ResourceInfo,
    informer: ViewedInformer,
    target: ReadTarget,
    signal: AbortSignal | undefined,
  ): Promise<void> | undefined {
    const view = this.addCache(resource, informer);
    const tracked = this.of(resource);
    const { ledger } = tracked;
    const isOne = 'key' in target;
    if (isOne) this.touch(tracked, target.key);
    else this.touch(tracked, target.namespace ? `${target.namespace}/` : '');
    const behind = (): Behind | undefined => {
      const write = isOne ? ledger.unseen(view, target.key) : ledger.unseenIn(view, target.namespace);
      return write && { kind: tracked.kind, view, write };
    };
    return behind() && this.wait([informer], behind, signal);
  }

  /** Returns the gate of one controller. */
  newGate(): ReconcileGate {
    const requests = new Map<string, Touched>();
    const remember = (request: string, touched: Touched): void => {
      requests.delete(request);
      if (touched.size === 0) return;
      requests.set(request, touched);
      if (requests.size <= rememberedRequests) return;
      for (const oldest of requests.keys()) {
        requests.delete(oldest);
        return;
      }
    };
    return {
      ready: (request, signal) => {
        const touched = requests.get(request);
        return touched && this.allCaughtUp(touched, signal);
      },
      run: (request, call) => {
        const touched: Touched = new Map();
        return this.touched.run(touched, call).finally(() => remember(request, touched));
      },
    };
  }

  private allCaughtUp(touched: Touched, signal: AbortSignal): Promise<void> | undefined {
    const behind = (): Behind | undefined => {
      for (const [{ kind, ledger }, targets] of touched) {
        if (ledger.isClear()) continue;
        for (const view of ledger.allViews()) {
          for (const target of targets) {
            const isList = target === '' || target.endsWith('/');
            const write = isList ? ledger.unseenIn(view, target.slice(0, -1)) : ledger.unseen(view, target);
            if (write) return { kind, view, write };
          }
        }
      }
      return undefined;
    };
    if (!behind()) return undefined;
    const informers = [...touched.keys()].flatMap((tracked) => [...tracked.informers.values()]);
    return this.wait(informers, behind, signal);
  }

  private touch(tracked: Tracked, target: string): void {
    const touched = this.touched.getStore();
    if (!touched) return;
    const targets = touched.get(tracked);
    if (targets) targets.add(target);
    else touched.set(tracked, new Set([target]));
  }

  private async wait(
    informers: readonly ViewedInformer[],
    behind: () => Behind | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const limit = linkSignals(signal);
    const tooLate = new Error(`not within ${this.timeoutMs} ms`);
    const cancelTimer = this.clock.schedule(this.timeoutMs, () => limit.abort(tooLate));
    const caughtUp = (): boolean => {
      const at = behind();
      if (!at) return true;
      if (informers.some((informer) => informer.isStopped())) throw new Error(`${at.kind}: the manager’s cache was shut down`);
      return false;
    };
    const waitsFor = [...informers.map(({ hasSynced }) => hasSynced), polled];
    try {
      await waitUntil(caughtUp, { signal: limit.signal, waitsFor, message: () => 'the cache is behind', clock: this.clock });
    } catch (error) {
      const at = behind();
      if (!limit.signal.aborted || !at) throw error;
      const { kind, view, write } = at;
      const isLate = limit.signal.reason === tooLate;
      const when = isLate ? `within ${this.timeoutMs} ms` : 'before the signal fired';
      const cause: unknown = isLate ? undefined : limit.signal.reason;
      throw newStaleCacheError({ kind, write, seenVersion: view.seenVersion(write.key), when, cause });
    } finally {
      cancelTimer();
      limit.unlink();
    }
  }

  /** Versions of one resource share their objects, and so the ledger. */
  private of({ group, plural, kind }: ResourceInfo): Tracked {
    const name = group === '' ? plural : `${plural}.${group}`;
    let tracked = this.resources.get(name);
    if (!tracked) {
      tracked = { kind: kind || plural, ledger: new WriteLedger(), informers: new Map() };
      this.resources.set(name, tracked);
    }
    return tracked;
  }
}

const defaultTimeoutMs = 10_000;

/**
 * Returns the own writes for an option `readYourWrites`, or undefined if it is false.
 *
 * Throws a RangeError for a timeout that is not a finite number of at least 0.
 */
export function ownWritesFor(
  option: boolean | { readonly timeoutMs?: number | undefined } | undefined,
  clock: Clock,
): OwnWrites | undefined {
  if (option === false) return undefined;
  const timeoutMs = (typeof option === 'object' ? option.timeoutMs : undefined) ?? defaultTimeoutMs;
  if (!(Number.isFinite(timeoutMs) && timeoutMs >= 0)) {
    throw new RangeError(`readYourWrites.timeoutMs must be a finite number of milliseconds, 0 or more, not ${timeoutMs}`);
  }
  return new OwnWrites({ clock, timeoutMs });
}

const byClient = new WeakMap<object, OwnWrites>();

/** Registers the own writes of a client, for controllers of the same manager. */
export function setOwnWritesOf(client: object, ownWrites: OwnWrites): void {
  byClient.set(client, ownWrites);
}

/** Returns the own writes of the client of a manager, or undefined if it does not track them. */
export function ownWritesOf(client: object): OwnWrites | undefined {
  return byClient.get(client);
}

interface ReturnedObject extends WrittenObject {
  readonly metadata: WrittenObject['metadata'] & {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly deletionTimestamp?: string | undefined;
    readonly deletionGracePeriodSeconds?: number | undefined;
    readonly finalizers?: readonly string[] | undefined;
  };
  readonly spec?: unknown;
}

/** Whether a response has the metadata of an object. The types of its fields are those of the API. */
function isObject(response: unknown): response is ReturnedObject {
  if (!isPlainObject(response) || !isPlainObject(response['metadata'])) return false;
  const { name, resourceVersion } = response['metadata'];
  return typeof name === 'string' && typeof resourceVersion === 'string';
}

function keyOf(response: unknown): string | undefined {
  if (!isObject(response)) return undefined;
  const { namespace = '', name = '' } = response.metadata;
  return requestKey({ namespace, name });
}

/** Whether a deleted object stays until its finalizers or its grace period have ended. Namespaces have finalizers in their spec. */
function isTerminating({ metadata, spec }: ReturnedObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = metadata;
  const specFinalizers: unknown = isPlainObject(spec) ? spec['finalizers'] : undefined;
  const isHeld = Array.isArray(specFinalizers) && specFinalizers.length > 0;
  return deletionTimestamp !== undefined && (finalizers.length > 0 || isHeld || deletionGracePeriodSeconds > 0);
}
