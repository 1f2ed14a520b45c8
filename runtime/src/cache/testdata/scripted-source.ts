import type { ListMeta, WatchEvent } from '../../meta/index.js';
import type {
  ListChunk,
  ListerWatcher,
  ReflectorListOptions,
  ReflectorWatchOptions,
  WatchProgress,
} from '../reflector/lister-watcher.js';
import type { TestPod } from './pods.js';

type Part<V> = { readonly value: V } | { readonly error: unknown } | 'end';

/** A list or watch that the test answers part by part. */
export class ScriptedCall<
  V,
  O extends Pick<ReflectorWatchOptions, 'signal' | 'onProgress' | 'warn'>,
> implements AsyncIterable<V> {
  /** The options of the request, without the signal and the hooks. */
  readonly options: Omit<O, 'signal' | 'onProgress' | 'warn'>;
  readonly signal: AbortSignal;
  /** Reports a stage to the reader. */
  readonly progress: (progress: WatchProgress) => void;
  /** Sends a warning to the reader. */
  readonly warn: (message: string) => void;
  private readonly parts: Part<V>[] = [];
  private wake: (() => void) | undefined;
  /** Whether the reader has closed the answer, or the answer has ended. */
  closed = false;

  constructor({ signal, onProgress, warn, ...options }: O) {
    this.progress = (stage) => onProgress?.(stage);
    this.options = options;
    this.signal = signal;
    this.warn = (message) => warn?.(message, {});
  }

  protected push(part: Part<V>): void {
    this.parts.push(part);
    this.wake?.();
  }

  end(): void {
    this.push('end');
  }

  fail(error: unknown): void {
    this.push({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<V> {
    const abort = () => this.wake?.();
    this.signal.addEventListener('abort', abort, { once: true });
    try {
      for (;;) {
        if (this.signal.aborted) throw new Error('aborted');
        const part = this.parts.shift();
        if (part === undefined) {
          await new Promise<void>((resolve) => (this.wake = resolve));
          continue;
        }
        if (part === 'end') return;
        if ('error' in part) throw part.error;
        yield part.value;
      }
    } finally {
      this.closed = true;
      this.signal.removeEventListener('abort', abort);
    }
  }
}

export class ScriptedList extends ScriptedCall<ListChunk<TestPod>, ReflectorListOptions> {
  readonly kind = 'list';

  /** Answers with a complete page. */
  page(items: readonly TestPod[], metadata: ListMeta): void {
    this.push({ value: { items, metadata } });
    this.end();
  }

  chunk(items: readonly TestPod[], metadata?: ListMeta): void {
    this.push({ value: metadata ? { items, metadata } : { items } });
  }
}

export class ScriptedWatch extends ScriptedCall<readonly WatchEvent<TestPod>[], ReflectorWatchOptions> {
  readonly kind = 'watch';

  /** Sends one batch. */
  send(...events: WatchEvent<TestPod>[]): void {
    this.push({ value: events });
  }
}

/** A lister-watcher whose answers the test gives. */
export class ScriptedSource implements ListerWatcher<TestPod> {
  /** The number of calls that were made. */
  count = 0;
  readonly reportsProgress: boolean;
  private readonly calls: (ScriptedList | ScriptedWatch)[] = [];
  private readonly takers: ((call: ScriptedList | ScriptedWatch) => void)[] = [];

  constructor({ reportsProgress = false }: { readonly reportsProgress?: boolean } = {}) {
    this.reportsProgress = reportsProgress;
  }

  list(options: ReflectorListOptions): ScriptedList {
    const call = new ScriptedList(options);
    this.made(call);
    return call;
  }

  watch(options: ReflectorWatchOptions): ScriptedWatch {
    const call = new ScriptedWatch(options);
    this.made(call);
    return call;
  }

  private made(call: ScriptedList | ScriptedWatch): void {
    this.count++;
    const taker = this.takers.shift();
    if (taker) taker(call);
    else this.calls.push(call);
  }

  private next(): Promise<ScriptedList | ScriptedWatch> {
    const call = this.calls.shift();
    return call ? Promise.resolve(call) : new Promise((resolve) => this.takers.push(resolve));
  }

  /** Returns the next call, which must be a list. */
  async nextList(): Promise<ScriptedList> {
    const call = await this.next();
    if (call.kind !== 'list') throw new Error(`expected a list, got a watch of ${JSON.stringify(call.options)}`);
    return call;
  }

  /** Returns the next call, which must be a watch. */
  async nextWatch(): Promise<ScriptedWatch> {
    const call = await this.next();
    if (call.kind !== 'watch') throw new Error(`expected a watch, got a list of ${JSON.stringify(call.options)}`);
    return call;
  }
}

/** Waits five turns of the event loop, so that pending promises and immediate callbacks run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
