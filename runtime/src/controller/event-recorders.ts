import { newEventBroadcaster, newEventSink, type EventBroadcaster, type EventRecorder } from '../record/index.js';
import type { RESTClient } from '../rest/index.js';
import type { Clock, Logger, Random } from '../util/index.js';

/** The client that writes Events, and the dependencies of a broadcaster. */
export interface EventRecordersConfig {
  /** Writes the Events. */
  readonly rest: RESTClient;
  /** Clock and timers. */
  readonly clock: Clock;
  /** Source of randomness for the delays between retries. */
  readonly random: Random | undefined;
  /** Receives errors of writes. */
  readonly logger: Logger;
}

/** The event recorders of a manager. They share one broadcaster, which is created with the first recorder. */
export class EventRecorders {
  private readonly config: EventRecordersConfig;
  private readonly ended = new AbortController();
  private broadcaster: EventBroadcaster | undefined;

  constructor(config: EventRecordersConfig) {
    this.config = config;
  }

  /** Returns a recorder whose Events name `component` as their source. */
  recorderFor(component: string): EventRecorder {
    this.broadcaster ??= this.startBroadcaster();
    return this.broadcaster.newRecorder({ component });
  }

  /** Accepts no more Events. Resolves when all accepted Events have been written or discarded. */
  async shutdown(): Promise<void> {
    await this.broadcaster?.shutdown();
  }

  /** Discards Events that have not been written. */
  end(): void {
    this.ended.abort();
  }

  private startBroadcaster(): EventBroadcaster {
    const { rest, ...config } = this.config;
    const broadcaster = newEventBroadcaster({ ...config, signal: this.ended.signal });
    broadcaster.startRecordingToSink(newEventSink(rest));
    return broadcaster;
  }
}
