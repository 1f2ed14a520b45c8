import { hasStatusCause, isAlreadyExists, isConnectionError, isNotFound, isStatusError } from '../errors/index.js';
import { sleep, type Clock, type Logger, type Random } from '../util/index.js';
import type { EventCorrelateResult, EventCorrelator } from './correlator.js';
import type { EventSink } from './event-sink.js';
import { describeEvent, type CoreEvent, type NewCoreEvent } from './event.js';

const maxTriesPerEvent = 12;

/** The dependencies of an event writer. */
export interface EventWriterConfig {
  /** The store of events. */
  readonly sink: EventSink;
  /** The correlator. */
  readonly correlator: EventCorrelator;
  /**
   * The delay between two tries.
   *
   * Unit: milliseconds
   */
  readonly sleepDurationMs: number;
  /** The clock. */
  readonly clock: Clock;
  /** The source of jitter. */
  readonly random: Random;
  /** Receives a message for each lost event. */
  readonly logger: Logger;
  /** Ends all tries after the one in progress. */
  readonly noMoreTries: AbortSignal;
  /** Ends the try in progress too. */
  readonly stop: AbortSignal;
}

type Write = Extract<EventCorrelateResult, { skip: false }>;

/** A writer that stores events in a sink and retries failures. */
export class EventWriter {
  private readonly config: EventWriterConfig;

  constructor(config: EventWriterConfig) {
    this.config = config;
  }

  /** Resolves when the event is stored or given up. Does not reject for errors of the sink. */
  async write(event: NewCoreEvent): Promise<void> {
    const { correlator, sleepDurationMs, clock, random, noMoreTries } = this.config;
    const result = correlator.eventCorrelate(event);
    if (result.skip) return;
    for (let tries = 1; !(await this.isSettled(result)); tries++) {
      if (tries === maxTriesPerEvent) {
        this.giveUp('retry limit exceeded!', result.event);
        return;
      }
      // The first delay is random, so that not all clients return at once after a failure of the server.
      const pauseMs = tries === 1 ? sleepDurationMs * random() : sleepDurationMs;
      await sleep(clock, pauseMs, noMoreTries).catch(() => {
        // The loop checks the signal next.
      });
      if (noMoreTries.aborted) {
        this.giveUp('broadcaster is shut down', result.event);
        return;
      }
    }
  }

  /** Tries once. Returns false if the event must be tried again. */
  private async isSettled(write: Write): Promise<boolean> {
    let stored: CoreEvent;
    try {
      stored = await this.send(write);
    } catch (error) {
      return this.isHopeless(error, write.event);
    }
    this.config.correlator.updateState(stored);
    return true;
  }

  private async send({ event, patch }: Write): Promise<CoreEvent> {
    const { sink, stop } = this.config;
    if (patch) {
      try {
        return await sink.patch(event, patch, stop);
      } catch (error) {
        // Events expire on the server. An expired event is stored again.
        if (!isNotFound(error)) throw error;
      }
    }
    return sink.create({ ...event, metadata: { ...event.metadata, resourceVersion: undefined } }, stop);
  }

  /** Whether another try would fail in the same way. */
  private isHopeless(error: unknown, event: NewCoreEvent): boolean {
    const { logger } = this.config;
    const fields = { event: describeEvent(event), error };
    if (isStatusError(error)) {
      const isUsual = isAlreadyExists(error) || hasStatusCause(error, 'NamespaceTerminating');
      logger[isUsual ? 'debug' : 'error']('Server rejected event (will not retry!)', fields);
      return true;
    }
    if ((error instanceof TypeError || error instanceof RangeError) && !isConnectionError(error)) {
      logger.error('Unable to construct event (will not retry!)', fields);
      return true;
    }
    logger.error('Unable to write event (may retry after sleeping)', fields);
    return false;
  }

  private giveUp(why: string, event: NewCoreEvent): void {
    this.config.logger.error(`Unable to write event (${why})`, { event: describeEvent(event) });
  }
}
