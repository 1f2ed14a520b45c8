import fc from 'fast-check';
import { newFakeClock } from 'kube-client-runtime';
import { formatTime } from 'kube-client-runtime/meta';
import { newEventCorrelator, type CoreEvent, type NewCoreEvent } from 'kube-client-runtime/record';
import { sameAnswer } from './support/property.js';

interface Happening {
  readonly pauseMs: number;
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
}

interface Script {
  readonly maxEvents: number;
  readonly maxIntervalInSeconds: number;
  readonly burstSize: number;
  readonly qps: number;
  readonly lruCacheSize: number;
  readonly events: readonly Happening[];
}

const happening = fc.record({
  pauseMs: fc.constantFrom(0, 0, 1_000, 2_000, 5_000),
  object: fc.constantFrom('a', 'a', 'b', 'c'),
  reason: fc.constantFrom('Started', 'Started', 'Failed'),
  type: fc.constantFrom('Normal' as const, 'Normal' as const, 'Warning' as const),
  message: fc.constantFrom('one', 'two'),
});

/**
 * Events with fewer messages than are combined, or with a different message each. Go forgets random messages of a full group, so
 * the result for a repeated message would not be determined.
 */
const script: fc.Arbitrary<Script> = fc
  .record({
    maxEvents: fc.integer({ min: 3, max: 6 }),
    maxIntervalInSeconds: fc.integer({ min: 1, max: 10 }),
    burstSize: fc.integer({ min: 1, max: 12 }),
    qps: fc.constantFrom(0.25, 0.5, 1),
    lruCacheSize: fc.constantFrom(1, 2, 3, 100),
    each: fc.boolean(),
    events: fc.array(happening, { maxLength: 40 }),
  })
  .map(({ each, events, ...options }) => ({
    ...options,
    events: each ? events.map((event, i) => ({ ...event, message: `message ${i}` })) : events,
  }));

/** The start time of Go's synctest bubbles. */
const start = Date.UTC(2000, 0, 1);

sameAnswer('any events are stored, counted, combined and skipped alike', 'record.correlate', script, ({ events, ...options }) => {
  const clock = newFakeClock(start);
  const correlator = newEventCorrelator({ ...options, clock });
  return events.map(({ pauseMs, object, ...event }) => {
    clock.advance(pauseMs);
    const time = formatTime(clock.now());
    const happened: NewCoreEvent = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'event', namespace: 'default' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: object },
      source: {},
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      ...event,
    };
    const result = correlator.eventCorrelate(happened);
    if (result.skip) return { skip: true, message: '', count: 0, first: '', patched: false };
    correlator.updateState(stored(result.event));
    const { message, count, firstTimestamp } = result.event;
    return { skip: false, message, count, first: firstTimestamp, patched: result.patch !== undefined };
  });
});

function stored(event: NewCoreEvent): CoreEvent {
  return { ...event, metadata: { ...event.metadata, resourceVersion: '', uid: '', creationTimestamp: event.firstTimestamp } };
}
