import { setMaxListeners } from 'node:events';

/** Something that a manager runs. */
export interface Runnable {
  /** For messages; no two of a manager have the same. */
  readonly name?: string | undefined;
  /** Whether it runs only while the manager leads. Default: true. */
  readonly needLeaderElection?: boolean | undefined;
  /** Runs until the signal fires, or until it is done. What it throws or rejects with ends the manager. */
  start(signal: AbortSignal): void | Promise<void>;
}

/** What becomes of a runnable that fails. */
export type RunnableFailed = (runnable: Runnable, error: unknown) => void;

/** Runnables that are started and ended together. */
export class RunnableGroup {
  private readonly stopper = new AbortController();
  private readonly waiting: Runnable[] = [];
  private readonly running = new Map<Runnable, Promise<void>>();
  private readonly onFailed: RunnableFailed;
  private state: 'new' | 'started' | 'stopped' = 'new';

  constructor(onFailed: RunnableFailed) {
    this.onFailed = onFailed;
    // Each runnable may have listeners on it, and that is no leak.
    setMaxListeners(0, this.stopper.signal);
  }

  /** Starts it at once where the group runs. Throws where that has ended. */
  add(runnable: Runnable): void {
    if (this.state === 'stopped') throw new Error(`${nameOf(runnable)} comes too late: the manager has stopped, or is about to`);
    if (this.state === 'started') this.run(runnable);
    else this.waiting.push(runnable);
  }

  start(): void {
    if (this.state !== 'new') return;
    this.state = 'started';
    for (const runnable of this.waiting.splice(0)) this.run(runnable);
  }

  /** Ends all, and resolves when they have ended. Those that were never started are not any more. */
  async stop(reason: unknown): Promise<void> {
    this.state = 'stopped';
    this.stopper.abort(reason);
    await Promise.all(this.running.values());
  }

  /** The names of those that run. */
  names(): string[] {
    return [...this.running.keys()].map(nameOf);
  }

  private run(runnable: Runnable): void {
    const { signal } = this.stopper;
    const start = async (): Promise<void> => {
      try {
        await runnable.start(signal);
      } catch (error) {
        // What was waiting ends with the signal's own reason: that is no failure.
        if (!(signal.aborted && error === signal.reason)) this.onFailed(runnable, error);
      } finally {
        this.running.delete(runnable);
      }
    };
    // A turn later, so that one that ends at once is in the map when it is taken out.
    this.running.set(runnable, Promise.resolve().then(start));
  }
}

export function nameOf({ name }: Runnable): string {
  return name ?? 'a runnable without a name';
}
