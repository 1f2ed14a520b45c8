import { setMaxListeners } from 'node:events';

/** A part of the program that a manager runs. */
export interface Runnable {
  /** The name in messages. It must be unique in the manager. */
  readonly name?: string | undefined;
  /**
   * Whether it runs only while the manager leads.
   *
   * Default: true
   */
  readonly needLeaderElection?: boolean | undefined;
  /** Runs until the signal fires or the work is done. An error that it throws or rejects with stops the manager. */
  start(signal: AbortSignal): void | Promise<void>;
}

/** A callback for the error of a runnable. */
export type RunnableFailed = (runnable: Runnable, error: unknown) => void;

/** Runnables that are started and stopped together. */
export class RunnableGroup {
  private readonly stopper = new AbortController();
  private readonly waiting: Runnable[] = [];
  private readonly running = new Map<Runnable, Promise<void>>();
  private readonly onFailed: RunnableFailed;
  private state: 'new' | 'started' | 'stopped' = 'new';

  constructor(onFailed: RunnableFailed) {
    this.onFailed = onFailed;
    // Each runnable may add listeners to the signal, which Node would report as a leak.
    setMaxListeners(0, this.stopper.signal);
  }

  /** Adds a runnable, and starts it if the group is started. Throws an Error if the group has stopped. */
  add(runnable: Runnable): void {
    if (this.state === 'stopped') throw new Error(`cannot add ${nameOf(runnable)}: the manager has stopped or is stopping`);
    if (this.state === 'started') this.run(runnable);
    else this.waiting.push(runnable);
  }

  /** Starts all runnables, once. */
  start(): void {
    if (this.state !== 'new') return;
    this.state = 'started';
    for (const runnable of this.waiting.splice(0)) this.run(runnable);
  }

  /** Stops all runnables. Resolves when they have ended. Runnables that were not started are discarded. */
  async stop(reason: unknown): Promise<void> {
    this.state = 'stopped';
    this.stopper.abort(reason);
    await Promise.all(this.running.values());
  }

  /** Returns the names of the runnables that have not ended. */
  names(): string[] {
    return [...this.running.keys()].map(nameOf);
  }

  private run(runnable: Runnable): void {
    const { signal } = this.stopper;
    const start = async (): Promise<void> => {
      try {
        await runnable.start(signal);
      } catch (error) {
        // A runnable that ends because of the signal usually rejects with its reason, which is not a failure.
        if (!(signal.aborted && error === signal.reason)) this.onFailed(runnable, error);
      } finally {
        this.running.delete(runnable);
      }
    };
    // Started asynchronously, so that a runnable that ends at once is removed after it was added to the map.
    this.running.set(runnable, Promise.resolve().then(start));
  }
}

/** Returns the name of a runnable for messages. */
export function nameOf({ name }: Runnable): string {
  return name ?? 'a runnable without a name';
}
