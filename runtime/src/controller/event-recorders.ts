import { newEventBroadcaster, newEventSink, type EventBroadcaster, type EventRecorder } from '../record/index.js';
import type { RESTClient } from '../rest/index.js';
import type { Clock, Logger, Random } from '../util/index.js';

export interface EventRecordersConfig {
  readonly rest: RESTClient;
  readonly clock: Clock;
  readonly random: Random | undefined;
  readonly logger: Logger;
}

/** The recorders of a manager, which share one broadcaster. It is made with the first of them: a program without events has none. */
export class EventRecorders {
  private readonly config: EventRecordersConfig;
  private readonly ended = new AbortController();
  private broadcaster: EventBroadcaster | undefined;

  constructor(config: EventRecordersConfig) {
    this.config = config;
  }

  recorderFor(component: string): EventRecorder {
    this.broadcaster ??= this.startBroadcaster();
    return this.broadcaster.newRecorder({ component });
  }

  /** Takes no more events, and resolves when those that were taken have been written, or given up. */
  async shutdown(): Promise<void> {
    await this.broadcaster?.shutdown();
  }

  /** Gives up what has not been written. */
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
