import { bindMethods } from '../util/bind-methods.js';
import type { Logger } from '../util/index.js';
import { RingBuffer } from '../util/ring-buffer.js';
import type { NewCoreEvent } from './event.js';

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
