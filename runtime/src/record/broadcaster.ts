import { bindMethods } from '../util/bind-methods.js';
import { type Clock, type Logger, onAbort, type Random, safeLogger, systemClock } from '../util/index.js';
import { RingBuffer } from '../util/ring-buffer.js';
import { type CorrelatorOptions, newEventCorrelator } from './correlator.js';
import { type EventSink, EventWriter } from './event-writer.js';
import { describeEvent, type EventNames, type EventSource, type NewCoreEvent, newEventNames } from './event.js';
import { type EventRecorder, recorderOf } from './recorder.js';

/** Options of an event broadcaster. */
export interface EventBroadcasterOptions {
  /**
   * Ends everything at once: the write in progress is aborted, and waiting events are dropped.
   *
   * Default: none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * The delay between two tries to write an event. The first delay is a random part.
   *
   * Unit: milliseconds.
   * Default: 10,000
   */
  readonly sleepDurationMs?: number | undefined;
  /** The rules by which events are counted, combined and skipped before they reach a sink. */
  readonly correlator?: Omit<CorrelatorOptions, 'clock' | 'random'> | undefined;
  /**
   * Receives a message for each lost event.
   *
   * Default: `defaultLogger`
   */
  readonly logger?: Logger | undefined;
  /**
   * The clock of event times and delays.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock | undefined;
  /**
   * The source of jitter.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
}

/**
 * A distributor of events from recorders to sinks, handlers and logs. Each receives events in the order of recording, through a
 * queue of 1000 events. An event that finds the queue full is dropped there.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/record#EventBroadcaster
 */
export interface EventBroadcaster {
  /**
   * Writes events to the sink in order, after correlation. An event that cannot be written is tried 12 times in total. An event
   * that the server rejects is not tried again.
   */
  startRecordingToSink(sink: EventSink): EventWatcher;
  /** Calls the handler with every event. An error of the handler is logged, and the handler receives the next event. */
  startEventWatcher(handler: CoreEventHandler): EventWatcher;
  /** Calls `logf` with a line for every event. */
  startLogging(logf: (line: string) => void): EventWatcher;
  /** Logs every event at the level of information. */
  startStructuredLogging(logger: Logger): EventWatcher;
  /** Creates a recorder whose events come from this source. */
  newRecorder(source: EventSource): EventRecorder;
  /**
   * Stops accepting events. Waiting events are delivered, and written at most once. Resolves when that is done; the signal ends
   * it.
   */
  shutdown(): Promise<void>;
}

/**
 * Creates a broadcaster without watchers.
 *
 * @example
 * ```ts
 * import { newEventBroadcaster, newEventSink } from 'kube-client-runtime';
 *
 * const broadcaster = newEventBroadcaster({ signal });
 * broadcaster.startRecordingToSink(newEventSink(rest));
 * const recorder = broadcaster.newRecorder({ component: 'redis-controller' });
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * const cluster = await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
 * recorder.event(cluster, 'Normal', 'Created', 'created 3 replicas');
 * await broadcaster.shutdown();
 *
 * const { items } = await clientset.coreV1.events('default').list();
 * items.map(({ reason }) => reason); // => ['Created']
 * ```
 */
export function newEventBroadcaster(options: EventBroadcasterOptions = {}): EventBroadcaster {
  return new Broadcaster(options);
}

class Broadcaster implements EventBroadcaster {
  private readonly options: EventBroadcasterOptions;
  private readonly logger: Logger;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly names: EventNames;
  private readonly watchers = new Set<WatcherQueue>();
  private readonly noMoreTries = new AbortController();
  private readonly stop = new AbortController();
  private readonly unlink: () => void;

  constructor(options: EventBroadcasterOptions) {
    bindMethods(this);
    this.options = options;
    this.logger = safeLogger(options.logger);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.names = newEventNames(this.clock, this.random);
    this.unlink = onAbort(options.signal, () => this.end(options.signal?.reason));
  }

  startRecordingToSink(sink: EventSink): EventWatcher {
    const { clock, random, logger } = this;
    const writer = new EventWriter({
      sink,
      correlator: newEventCorrelator({ ...this.options.correlator, clock, random }),
      sleepDurationMs: this.options.sleepDurationMs ?? 10_000,
      clock,
      random,
      logger,
      noMoreTries: this.noMoreTries.signal,
      stop: this.stop.signal,
    });
    return this.startEventWatcher((event) => writer.write(event));
  }

  startEventWatcher(handler: CoreEventHandler): EventWatcher {
    const watcher = new WatcherQueue(handler, this.logger);
    this.watchers.add(watcher);
    return {
      stop: () => {
        this.watchers.delete(watcher);
        watcher.stop();
      },
    };
  }

  startLogging(logf: (line: string) => void): EventWatcher {
    return this.startEventWatcher(({ involvedObject, type, reason, message }) =>
      logf(`Event(${JSON.stringify(involvedObject)}): type: '${type}' reason: '${reason}' ${message}`),
    );
  }

  startStructuredLogging(logger: Logger): EventWatcher {
    return this.startEventWatcher(({ involvedObject, type, reason, message }) => {
      const { namespace = '', name = '', fieldPath = '', kind, apiVersion } = involvedObject;
      const object = namespace === '' ? name : `${namespace}/${name}`;
      logger.info('Event occurred', { object, fieldPath, kind, apiVersion, type, reason, message });
    });
  }

  newRecorder(source: EventSource): EventRecorder {
    const { clock, names, logger } = this;
    return recorderOf({ source, clock, names, logger, send: (event) => this.send(event) });
  }

  async shutdown(): Promise<void> {
    this.noMoreTries.abort();
    await Promise.all([...this.watchers].map((watcher) => watcher.idle()));
    this.unlink();
  }

  private send(event: NewCoreEvent): void {
    if (this.noMoreTries.signal.aborted) throw new Error('the broadcaster is shut down');
    for (const watcher of this.watchers) {
      if (watcher.offer(event)) continue;
      this.logger.error('Unable to record event: too many queued events, dropped event', { event: describeEvent(event) });
    }
  }

  private end(reason: unknown): void {
    for (const watcher of this.watchers) watcher.stop();
    this.noMoreTries.abort(reason);
    this.stop.abort(reason);
  }
}

/** A function that receives every event in order. If it returns a promise, the next event waits for it. */
export type CoreEventHandler = (event: NewCoreEvent) => void | Promise<void>;

/** A receiver of events. */
export interface EventWatcher {
  /** Ends the delivery of events. */
  stop(): void;
}

const maxQueuedEvents = 1000;

/** The undelivered events of one handler. */
export class WatcherQueue implements EventWatcher {
  private readonly handler: CoreEventHandler;
  private readonly logger: Logger;
  private readonly events = new RingBuffer<NewCoreEvent>();
  private running: Promise<void> | undefined;

  constructor(handler: CoreEventHandler, logger: Logger) {
    bindMethods(this);
    this.handler = handler;
    this.logger = logger;
  }

  /** Queues an event without calling the handler. Returns false if the queue is full, in which case the event is dropped. */
  offer(event: NewCoreEvent): boolean {
    if (this.events.length >= maxQueuedEvents) return false;
    this.events.push(event);
    this.running ??= this.run();
    return true;
  }

  /** Ends the delivery of events. */
  stop(): void {
    this.events.clear();
  }

  /** Resolves when the handler has processed all events. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    for (let event = this.events.shift(); event; event = this.events.shift()) {
      try {
        await this.handler(event);
      } catch (error) {
        this.logger.error('A handler of events failed', { error });
      }
    }
    this.running = undefined;
  }
}
