import { namespacedClient } from '../client/index.js';
import { hasStatusCause, isAlreadyExists, isConnectionError, isNotFound, isStatusError } from '../errors/index.js';
import type { KubeList, NamespacedResource } from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { type Clock, type Logger, type Random, sleep } from '../util/index.js';
import type { EventCorrelateResult, EventCorrelator } from './correlator.js';
import { type CoreEvent, describeEvent, type NewCoreEvent } from './event.js';

/**
 * A store of events.
 *
 * Rejects with a StatusError if the server rejects the event, and with any other error if the server cannot be reached.
 */
export interface EventSink {
  /** Stores a new event in its namespace. Resolves with the stored event. */
  create(event: NewCoreEvent, signal: AbortSignal): Promise<CoreEvent>;
  /** Patches the stored event of the same name and namespace. Resolves with the stored event. */
  patch(event: NewCoreEvent, patch: Patch<CoreEvent>, signal: AbortSignal): Promise<CoreEvent>;
}

/** Creates a sink that stores events in the core group. */
export function newEventSink(rest: RESTClient): EventSink {
  return {
    create: async (event, signal) => namespacedClient(rest, events, event.metadata.namespace).create(event, { signal }),
    patch: async ({ metadata: { namespace, name } }, patch, signal) =>
      namespacedClient(rest, events, namespace).patch(name, patch, { signal }),
  };
}

const events: NamespacedResource<CoreEvent, KubeList<CoreEvent>> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  listKind: 'EventList',
  plural: 'events',
  singular: 'event',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [],
};

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
