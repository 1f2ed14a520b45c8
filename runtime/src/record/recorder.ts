import { format } from 'node:util';
import { formatTime } from '../meta/index.js';
import type { Clock, Logger } from '../util/index.js';
import type { EventSource, EventType, NewCoreEvent } from './event.js';
import type { EventNames } from './event-names.js';
import { getReference, type EventObject } from './reference.js';

/**
 * Records what happens to objects as Events. No call throws or waits: the event is queued, and what goes wrong with it is told to
 * the logger. An event is stored in the namespace of its object; that of an object without one in `default`.
 */
export interface EventRecorder {
  /**
   * `eventtype` is `Normal` or `Warning`. `reason` is short, UpperCamelCase, and one of a few: programs look at it. `message` is for
   * people.
   */
  event(object: EventObject, eventtype: EventType, reason: string, message: string): void;
  /** The message is made as by `util.format` of Node: `%s`, `%d`, `%j`. */
  eventf(object: EventObject, eventtype: EventType, reason: string, messageFmt: string, ...args: readonly unknown[]): void;
  /** As `eventf`, with annotations on the event. */
  annotatedEventf(
    object: EventObject,
    annotations: Readonly<Record<string, string>> | undefined,
    eventtype: EventType,
    reason: string,
    messageFmt: string,
    ...args: readonly unknown[]
  ): void;
}

export interface RecorderConfig {
  readonly source: EventSource;
  readonly clock: Clock;
  readonly names: EventNames;
  readonly logger: Logger;
  /** Hands the event to all who want it. */
  readonly send: (event: NewCoreEvent) => void;
}

export function recorderOf(config: RecorderConfig): EventRecorder {
  const { send, logger } = config;
  /** The message is made within: what is given as its arguments may throw when it is printed. */
  const record = (
    object: EventObject,
    annotations: Readonly<Record<string, string>> | undefined,
    eventtype: EventType,
    reason: string,
    message: () => string,
  ): void => {
    try {
      send(makeEvent(config, object, annotations, eventtype, reason, message()));
    } catch (error) {
      logger.error('Unable to record event (will not retry!)', { eventType: eventtype, reason, error });
    }
  };
  return {
    event: (object, eventtype, reason, message) => record(object, undefined, eventtype, reason, () => message),
    eventf: (object, eventtype, reason, messageFmt, ...args) =>
      record(object, undefined, eventtype, reason, () => format(messageFmt, ...args)),
    annotatedEventf: (object, annotations, eventtype, reason, messageFmt, ...args) =>
      record(object, annotations, eventtype, reason, () => format(messageFmt, ...args)),
  };
}

function makeEvent(
  { source, clock, names }: RecorderConfig,
  object: EventObject,
  annotations: Readonly<Record<string, string>> | undefined,
  type: EventType,
  reason: string,
  message: string,
): NewCoreEvent {
  const involvedObject = getReference(object);
  if (!eventTypes.has(type)) throw new TypeError(`unsupported event type ${JSON.stringify(type)}: it is Normal or Warning`);
  const time = formatTime(clock.now());
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: names(involvedObject.name ?? ''),
      namespace: involvedObject.namespace || 'default',
      ...(annotations && { annotations: { ...annotations } }),
    },
    involvedObject,
    reason,
    message,
    source,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type,
    reportingComponent: source.component ?? '',
    reportingInstance: source.host ?? '',
  };
}

const eventTypes: ReadonlySet<string> = new Set<EventType>(['Normal', 'Warning']);
