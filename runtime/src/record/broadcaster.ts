import { onAbort, safeLogger, systemClock, type Clock, type Logger, type Random } from '../util/index.js';
import { newEventCorrelator, type CorrelatorOptions } from './correlator.js';
import { describeEvent, type EventSource, type NewCoreEvent } from './event.js';
import { newEventNames, type EventNames } from './event-names.js';
import type { EventSink } from './event-sink.js';
import { WatcherQueue, type CoreEventHandler, type EventWatcher } from './event-watcher.js';
import { EventWriter } from './event-writer.js';
import { recorderOf, type EventRecorder } from './recorder.js';

export interface EventBroadcasterOptions {
  /** Ends everything at once when it fires: what is being written is given up, what waits is dropped. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait between two tries to write an event, in milliseconds; the first time a random part of it. Default: 10,000. */
  readonly sleepDurationMs?: number | undefined;
  /** How events are counted, combined and skipped on their way to a sink. Its clock and random are those below. */
  readonly correlator?: Omit<CorrelatorOptions, 'clock' | 'random'> | undefined;
  /** Called with every event that is lost, and the reason. Default: `defaultLogger`. */
  readonly logger?: Logger | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: `Math.random`. */
  readonly random?: Random | undefined;
}

/**
 * Brings the events of its recorders to sinks, handlers and logs, to each in the order in which they were recorded. Each has a queue
 * of 1000 events; an event that finds it full is dropped there.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/record#EventBroadcaster
 */
export interface EventBroadcaster {
  /**
   * Writes events to the sink, one after the other, as its correlator has it: `EventCorrelator`. An event that cannot be written is
   * tried again, 12 times in all; one that the server refuses is not.
   */
  startRecordingToSink(sink: EventSink): EventWatcher;
  /** Calls the handler with every event. One that throws or rejects is told to the logger, and has the next event all the same. */
  startEventWatcher(handler: CoreEventHandler): EventWatcher;
  /** Prints every event as one line. */
  startLogging(logf: (line: string) => void): EventWatcher;
  /** Tells every event to the logger, as information. */
  startStructuredLogging(logger: Logger): EventWatcher;
  /** Makes a recorder, whose events are from this source. */
  newRecorder(source: EventSource): EventRecorder;
  /**
   * Takes no more events. What is queued is still brought to all, and written once at most: what fails is given up. Resolves when
   * that is done, which takes as long as the sinks and handlers take; the signal ends it.
   */
  shutdown(): Promise<void>;
}

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
