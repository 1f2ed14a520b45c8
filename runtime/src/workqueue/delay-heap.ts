import type { Clock } from '../util/index.js';
import { Heap } from './heap.js';

interface Entry<T> {
  readonly item: T;
  readyAt: number;
  /** Orders those that are ready at the same time by when they came. */
  readonly order: number;
  index: number;
}

/** A heap of items by the time at which they are ready. Each item is in it once. */
export class DelayHeap<T> {
  private readonly heap = new Heap<Entry<T>>(before);
  private readonly entries = new Map<T, Entry<T>>();
  private pushed = 0;

  /** Adds an item. An item that is already present gets the earlier of its two times. */
  push(item: T, readyAt: number): void {
    const known = this.entries.get(item);
    if (known) {
      if (readyAt < known.readyAt) {
        known.readyAt = readyAt;
        this.heap.fix(known);
      }
      return;
    }
    const entry = { item, readyAt, order: this.pushed++, index: 0 };
    this.entries.set(item, entry);
    this.heap.push(entry);
  }

  /** Returns the time at which the next item is ready, or undefined if the heap is empty. */
  nextAt(): number | undefined {
    return this.heap.peek()?.readyAt;
  }

  /**
   * Removes and returns the next item.
   *
   * Throws if the heap is empty.
   */
  shift(): T {
    const first = this.heap.shift();
    if (!first) throw new RangeError('the heap is empty');
    this.entries.delete(first.item);
    return first.item;
  }

  /** Removes all items. */
  clear(): void {
    this.heap.clear();
    this.entries.clear();
  }
}

function before(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.readyAt < b.readyAt || (a.readyAt === b.readyAt && a.order < b.order);
}

/** Throws a `TypeError` for a delay that is not a number. A string added to a time could be a time in the past and cause an endless loop. */
export function requireDelay(delayMs: unknown): void {
  if (typeof delayMs === 'number') return;
  const given = typeof delayMs === 'string' ? JSON.stringify(delayMs) : String(delayMs);
  throw new TypeError(`a delay must be a number of milliseconds, not ${given}`);
}

/** A single timer for the earliest of many times. */
export class Alarm {
  private readonly clock: Clock;
  private readonly ring: () => void;
  private at = Infinity;
  private cancel: (() => void) | undefined;

  /** `ring` is called when the time has come; the alarm is then no longer set. */
  constructor(clock: Clock, ring: () => void) {
    this.clock = clock;
    this.ring = ring;
  }

  /** Sets the alarm to a time of the clock's `monotonic()` and replaces any earlier setting. Undefined and Infinity clear it. */
  set(at: number = Infinity): void {
    if (at === this.at) return;
    this.cancel?.();
    this.cancel = undefined;
    this.at = at;
    if (at === Infinity) return;
    this.cancel = this.clock.schedule(Math.max(0, at - this.clock.monotonic()), () => {
      this.cancel = undefined;
      this.at = Infinity;
      this.ring();
    });
  }
}
