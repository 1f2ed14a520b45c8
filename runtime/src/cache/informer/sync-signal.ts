import { messageOf } from '../../util/errors.js';
import type { SyncProgress } from './synced.js';

/** The progress of one informer. Stores the last failure, and notifies all waiting callers. */
export class SyncSignal implements SyncProgress {
  /** The name of the informer. */
  readonly name: string;
  private readonly listeners = new Set<() => void>();
  private state: 'new' | 'running' | 'stopped' = 'new';
  private error: unknown;

  constructor(name: string) {
    this.name = name;
  }

  /** Adds a callback for changes. Returns a function that removes it. */
  subscribe(onChange: () => void): () => void {
    // Wrapped, so that a function that is added twice is called twice.
    const listener = (): void => onChange();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether the informer has stopped. */
  isStopped(): boolean {
    return this.state === 'stopped';
  }

  /** Returns the last failure of a list or watch. */
  lastError(): unknown {
    return this.error;
  }

  /** Returns the reason why the informer has not synced, if it is known. */
  reason(): string | undefined {
    if (this.state === 'new') return 'the informer was not started';
    return this.error === undefined ? undefined : messageOf(this.error);
  }

  /** Called when the informer starts. */
  started(): void {
    this.state = 'running';
  }

  /** Called when the informer has stopped. */
  stopped(): void {
    this.state = 'stopped';
    this.notify();
  }

  /** Called when a list or watch has failed before the sync. */
  failed(error: unknown): void {
    this.error = error;
    this.notify();
  }

  /** Whether there are callbacks. */
  hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls all callbacks. Called when the informer or a handler has synced, and when the cache has changed. */
  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
