import type { Logger } from '../../util/index.js';
import type { EventSink } from '../event-writer.js';
import type { CoreEvent, NewCoreEvent, ObjectReference } from '../event.js';

export const pod: ObjectReference = { kind: 'Pod', apiVersion: 'v1', namespace: 'my-ns', name: 'my-pod', uid: 'C934D34AFB20242' };

/** An event as a recorder makes it. */
export function newEvent(reason: string, message: string, changes: Partial<NewCoreEvent> = {}): NewCoreEvent {
  const time = '2026-01-01T00:00:00Z';
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'my-pod.1', namespace: 'my-ns' },
    involvedObject: pod,
    reason,
    message,
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type: 'Normal',
    ...changes,
  };
}

/** The event as a server answers when it has stored it. */
export function stored(event: NewCoreEvent, resourceVersion = '7'): CoreEvent {
  return { ...event, metadata: { ...event.metadata, resourceVersion, uid: 'uid', creationTimestamp: event.firstTimestamp } };
}

/** A sink that records its calls and whose results the test determines. */
export function fakeSink(
  answer: (event: NewCoreEvent, call: number) => Promise<CoreEvent> = (event) => Promise.resolve(stored(event)),
) {
  const calls: { verb: 'create' | 'patch'; event: NewCoreEvent; body?: unknown }[] = [];
  const sink: EventSink = {
    create: async (event) => {
      calls.push({ verb: 'create', event });
      return answer(event, calls.length);
    },
    patch: async (event, patch) => {
      calls.push({ verb: 'patch', event, body: patch.body });
      return answer(event, calls.length);
    },
  };
  return { sink, calls, messages: () => calls.map(({ event }) => event.message) };
}

/** A logger that writes down its lines. */
export function fakeLogger() {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { logger, lines };
}
