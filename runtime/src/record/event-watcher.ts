import { RingBuffer } from '../util/ring-buffer.js';
import type { Logger } from '../util/index.js';
import type { NewCoreEvent } from './event.js';

/** Gets every event, one after the other. It may be async: it has the next event when its promise has settled. */
export type CoreEventHandler = (event: NewCoreEvent) => void | Promise<void>;

/** Something that gets events. */
export interface EventWatcher {
  /** It gets no further event. */
  stop(): void;
}

const maxQueuedEvents = 1000;

/** The events that one handler has not yet had. */
export class WatcherQueue implements EventWatcher {
  private readonly handler: CoreEventHandler;
  private readonly logger: Logger;
  private readonly events = new RingBuffer<NewCoreEvent>();
  private running: Promise<void> | undefined;

  constructor(handler: CoreEventHandler, logger: Logger) {
    this.handler = handler;
    this.logger = logger;
  }

  /** Queues the event, and does not call the handler yet. False where the queue is full: the event is dropped. */
  offer(event: NewCoreEvent): boolean {
    if (this.events.length >= maxQueuedEvents) return false;
    this.events.push(event);
    this.running ??= this.run();
    return true;
  }

  stop(): void {
    this.events.clear();
  }

  /** Resolves when the handler has had all events and has done with them. */
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
