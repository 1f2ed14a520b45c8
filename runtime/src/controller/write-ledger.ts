import { isOlderVersion } from '../cache/reflector/resource-version.js';

/** The metadata that the ledger reads of an object. */
export interface WrittenObject {
  /** The metadata. */
  readonly metadata: {
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
    readonly resourceVersion?: string | undefined;
    readonly labels?: { readonly [key: string]: string } | undefined;
  };
}

/** The state of a cache of the resource. */
export interface CacheView {
  /** Returns the object of a key, or undefined. */
  get(key: string): WrittenObject | undefined;
  /** Returns the version up to which the cache contains all changes of the objects near a key, `''` if it is not known. */
  seenVersion(key: string): string;
  /** Whether the cache contains objects of the namespace of a key. */
  covers(key: string): boolean;
  /** Whether the selectors of the cache exclude the object. */
  excludes(object: WrittenObject): boolean;
}

/** A deletion of which no version is known. */
interface Deletion {
  /** The deleted object. */
  readonly uid: string;
  /** The object may also remain, with a newer version than this one: its deletion has only begun. */
  readonly orNewerThan: string | undefined;
  /** Whether a cache without the object has seen the deletion. Otherwise it may not have seen the creation yet. */
  readonly wasSeen: boolean;
}

/** The last writes to an object that some cache may not have seen. */
interface Entry {
  /** The version of the last write, `''` if only a deletion is known. */
  version: string;
  /** The object of that version. */
  object: WrittenObject | undefined;
  deletion: Deletion | undefined;
}

/** A write that a cache has not seen. */
export interface UnseenWrite {
  /** The key of the object, `''` for a write to an object that is no longer known. */
  readonly key: string;
  /** The version that the cache must reach, `''` for a deletion without a version. */
  readonly version: string;
  /** The uid of an object whose deletion the cache must see. */
  readonly deletedUid: string | undefined;
}

/** The number of deletions that are kept because no cache can confirm them. */
const keptDeletions = 10_000;

/**
 * The own writes to the objects of one resource, until all caches of the resource have seen them. It neither waits nor reads the time.
 *
 * A cache has seen a version if it contains all changes up to it, or that version of the object, or a newer one. Versions of a resource are
 * ordered whole numbers. A version in another form is never waited for.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
export class WriteLedger {
  private readonly views = new Set<CacheView>();
  private readonly entries = new Map<string, Entry>();
  /** The highest version that was written while no cache of the resource existed. */
  private floor = '';
  private sweepAt = 64;

  /** Adds a cache of the resource. Returns the function that removes it. */
  addView(view: CacheView): () => void {
    this.views.add(view);
    return () => this.views.delete(view);
  }

  /** Records an object that a write returned. */
  wrote(key: string, object: WrittenObject): void {
    const { resourceVersion: version = '', uid } = object.metadata;
    if (version === '') return;
    if (this.views.size === 0) {
      if (this.floor === '' || isOlderVersion(this.floor, version)) this.floor = version;
      return;
    }
    if (!this.isCovered(key)) return;
    const entry = this.entries.get(key);
    if (!entry) {
      this.add(key, { version, object, deletion: undefined });
      return;
    }
    // The responses to concurrent writes can arrive in another order.
    if (isOlderVersion(version, entry.version)) return;
    entry.version = version;
    entry.object = object;
    // A new object of the same name can only be seen after the deletion of the one before.
    if (entry.deletion && entry.deletion.uid !== uid) entry.deletion = undefined;
  }

  /**
   * Records that an object was deleted, and that the server did not return the version of the deletion. `orNewerThan` says that the object
   * may remain, with a version newer than that.
   */
  deleted(key: string, uid: string, orNewerThan?: string): void {
    if (!this.isCovered(key)) return;
    const entry = this.entries.get(key);
    const isHeld = [...this.views].every((view) => !view.covers(key) || view.get(key)?.metadata.uid === uid);
    const deletion: Deletion = { uid, orNewerThan, wasSeen: isHeld || (entry !== undefined && entry.version !== '') };
    if (entry) entry.deletion = deletion;
    else this.add(key, { version: '', object: undefined, deletion });
  }

  /** Returns a write to the object of a key that a cache has not seen. */
  unseen(view: CacheView, key: string): UnseenWrite | undefined {
    if (this.isClear()) return undefined;
    const entry = this.entries.get(key);
    const write = entry && unseenOf(view, key, entry);
    if (entry && !write) this.settle(key, entry);
    return write ?? this.belowFloor(view, key);
  }

  /** Returns a write to any object of a namespace, or of all, that a cache has not seen. */
  unseenIn(view: CacheView, namespace: string | undefined): UnseenWrite | undefined {
    if (this.isClear()) return undefined;
    const prefix = namespace === undefined || namespace === '' ? '' : `${namespace}/`;
    for (const [key, entry] of this.entries) {
      if (!key.startsWith(prefix)) continue;
      const write = unseenOf(view, key, entry);
      if (write) return write;
      this.settle(key, entry);
    }
    return this.belowFloor(view, prefix);
  }

  /** Whether nothing is recorded. */
  isClear(): boolean {
    return this.entries.size === 0 && this.floor === '';
  }

  /** Returns the caches of the resource. */
  allViews(): readonly CacheView[] {
    return [...this.views];
  }

  /** Whether any cache contains the namespace of a key. Reads of others are refused, so that nothing need be recorded. */
  private isCovered(key: string): boolean {
    for (const view of this.views) if (view.covers(key)) return true;
    return false;
  }

  private belowFloor(view: CacheView, key: string): UnseenWrite | undefined {
    if (this.floor === '') return undefined;
    if (isOlderVersion(view.seenVersion(key), this.floor) || view.seenVersion(key) === '') {
      return { key: '', version: this.floor, deletedUid: undefined };
    }
    this.floor = '';
    return undefined;
  }

  private add(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    if (this.entries.size >= this.sweepAt) this.sweep();
  }

  /** Forgets an entry that all caches have seen for good. */
  private settle(key: string, entry: Entry): void {
    if (isSettled(this.views, key, entry)) this.entries.delete(key);
  }

  /** Forgets what all caches have seen. Its cost is proportional to the entries that were added since the last time. */
  private sweep(): void {
    const unconfirmed: string[] = [];
    for (const [key, entry] of this.entries) {
      this.settle(key, entry);
      if (entry.deletion?.wasSeen === false && entry.version === '') unconfirmed.push(key);
    }
    for (const key of unconfirmed.slice(0, Math.max(0, unconfirmed.length - keptDeletions))) this.entries.delete(key);
    this.sweepAt = Math.max(64, this.entries.size * 2);
  }
}

/** Returns the part of an entry that a cache has not seen. */
function unseenOf(view: CacheView, key: string, entry: Entry): UnseenWrite | undefined {
  if (!view.covers(key)) return undefined;
  const { version, object, deletion } = entry;
  const held = view.get(key);
  if (version !== '' && !hasReached(view, key, version, held)) {
    // An object that the selectors exclude is never added to the cache, but it may have to leave it.
    if (!(object && held === undefined && view.excludes(object))) return { key, version, deletedUid: undefined };
  }
  if (!deletion || held === undefined || held.metadata.uid !== deletion.uid) return undefined;
  const { orNewerThan } = deletion;
  if (orNewerThan !== undefined && isOlderVersion(orNewerThan, held.metadata.resourceVersion)) return undefined;
  return { key, version: '', deletedUid: deletion.uid };
}

function hasReached(view: CacheView, key: string, version: string, held: WrittenObject | undefined): boolean {
  const heldVersion = held?.metadata.resourceVersion;
  if (heldVersion !== undefined && heldVersion === version) return true;
  const seen = view.seenVersion(key);
  if (seen === version || !isWholeNumber(version)) return true;
  return isOlderVersion(version, seen) || isOlderVersion(version, heldVersion);
}

function isWholeNumber(version: string): boolean {
  return isOlderVersion('1', `${version}0`);
}

/** Whether every cache has seen an entry, and no older state can follow. */
function isSettled(views: ReadonlySet<CacheView>, key: string, entry: Entry): boolean {
  for (const view of views) {
    if (!view.covers(key)) continue;
    if (unseenOf(view, key, entry)) return false;
    if (entry.version !== '' && !hasReached(view, key, entry.version, view.get(key))) return false;
  }
  return entry.deletion === undefined || entry.deletion.wasSeen;
}
