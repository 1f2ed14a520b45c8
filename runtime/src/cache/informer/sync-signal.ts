import { messageOf } from '../../util/message-of.js';
import type { SyncProgress } from './synced.js';

/** The progress of one informer: keeps the last failure, and wakes those who wait. */
export class SyncSignal implements SyncProgress {
  readonly name: string;
  private readonly looks = new Set<() => void>();
  private state: 'new' | 'running' | 'stopped' = 'new';
  private error: unknown;

  constructor(name: string) {
    this.name = name;
  }

  subscribe(look: () => void): () => void {
    // Wrapped, so that a function that is given twice is called twice.
    const entry = (): void => look();
    this.looks.add(entry);
    return () => this.looks.delete(entry);
  }

  isStopped(): boolean {
    return this.state === 'stopped';
  }

  lastError(): unknown {
    return this.error;
  }

  reason(): string | undefined {
    if (this.state === 'new') return 'the informer was not started';
    return this.error === undefined ? undefined : messageOf(this.error);
  }

  started(): void {
    this.state = 'running';
  }

  stopped(): void {
    this.state = 'stopped';
    this.notify();
  }

  failed(error: unknown): void {
    this.error = error;
    this.notify();
  }

  /** Wakes those who wait: the informer or a handler has synced. */
  notify(): void {
    for (const look of [...this.looks]) look();
  }
}
