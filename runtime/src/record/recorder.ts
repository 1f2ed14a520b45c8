import { format } from 'node:util';
import { formatTime } from '../meta/index.js';
import type { Clock, Logger } from '../util/index.js';
import { type EventNames, type EventObject, type EventSource, type EventType, getReference, type NewCoreEvent } from './event.js';

/**
 * A recorder of Events about objects. Its methods neither throw nor wait; they queue the event, and failures are logged. An event
 * is stored in the namespace of its object, or in `default` for a cluster-scoped object.
 */
export interface EventRecorder {
  /** Records an event. `reason` is a short UpperCamelCase word from a small set, for programs. `message` is for people. */
  event(object: EventObject, eventtype: EventType, reason: string, message: string): void;
  /** Records an event whose message is formatted as by Node's `util.format`: `%s`, `%d`, `%j`. */
  eventf(object: EventObject, eventtype: EventType, reason: string, messageFmt: string, ...args: readonly unknown[]): void;
  /** Records an event with annotations and a formatted message. */
  annotatedEventf(
    object: EventObject,
    annotations: Readonly<Record<string, string>> | undefined,
    eventtype: EventType,
    reason: string,
    messageFmt: string,
    ...args: readonly unknown[]
  ): void;
}

/** The dependencies of a recorder. */
export interface RecorderConfig {
  /** The reporter of the events. */
  readonly source: EventSource;
  /** The clock. */
  readonly clock: Clock;
  /** The names of new events. */
  readonly names: EventNames;
  /** Receives a message for each lost event. */
  readonly logger: Logger;
  /** Passes an event to all watchers. */
  readonly send: (event: NewCoreEvent) => void;
}

/** Creates a recorder. */
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
