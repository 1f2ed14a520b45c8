import { formatTime } from '../meta/index.js';
import { newFakeClock } from '../util/index.js';
import { newEventCorrelator, type CorrelatorOptions, type EventCorrelateResult } from './correlator.js';
import { eventAggregatorByReason, eventAggregatorByReasonMessage, type NewCoreEvent } from './event.js';
import { newEvent, pod, stored } from './testdata/events.js';

function setup(options: CorrelatorOptions = {}) {
  const clock = newFakeClock();
  const correlator = newEventCorrelator({ clock, random: () => 0, ...options });
  /** Correlates an event of the current time, and stores it. */
  const send = (event: NewCoreEvent): EventCorrelateResult => {
    const time = formatTime(clock.now());
    const result = correlator.eventCorrelate({ ...event, firstTimestamp: time, lastTimestamp: time });
    if (!result.skip) correlator.updateState(stored(result.event));
    return result;
  };
  /** Sends events at an interval, and returns the result of the last one. */
  const sendAll = (events: readonly NewCoreEvent[], intervalSeconds: number): EventCorrelateResult | undefined => {
    let last: EventCorrelateResult | undefined;
    for (const event of events) {
      clock.advance(intervalSeconds * 1000);
      last = send(event);
    }
    return last;
  };
  return { clock, correlator, send, sendAll };
}

const times = (count: number, event: NewCoreEvent) => Array.from({ length: count }, () => event);
const similar = (count: number, event = newEvent('similar', 'message')) =>
  Array.from({ length: count }, (_, i) => ({ ...event, message: `${event.message} ${i}` }));
const combined = (message: string) => `(combined from similar events): ${message}`;

test('a single event is stored unchanged', () => {
  const { send } = setup();
  const result = send(newEvent('first', 'i am first'));
  expect(result).toMatchObject({ skip: false, patch: undefined, event: { message: 'i am first', count: 1 } });
});

test('a repeated event increments the count of the stored event', () => {
  const { clock, send } = setup();
  send(newEvent('duplicate', 'me again'));
  clock.advance(5000);
  const result = send(newEvent('duplicate', 'me again', { metadata: { name: 'my-pod.2', namespace: 'my-ns' } }));
  expect(result).toEqual({
    skip: false,
    event: expect.objectContaining({
      metadata: { name: 'my-pod.1', namespace: 'my-ns', resourceVersion: '7' },
      count: 2,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:05Z',
    }),
    patch: {
      type: 'application/strategic-merge-patch+json',
      body: { count: 2, lastTimestamp: '2026-01-01T00:00:05Z', message: 'me again' },
    },
  });
});

test('equal events are always counted, and never combined', () => {
  const { sendAll } = setup();
  expect(sendAll(times(11, newEvent('duplicate', 'me again')), 30)).toMatchObject({ event: { message: 'me again', count: 11 } });
});

test('the tenth similar event is combined, with a new name and in the same namespace', () => {
  const { sendAll, clock } = setup();
  expect(sendAll(similar(9), 5)).toMatchObject({ event: { message: 'message 8', count: 1 } });
  const result = sendAll([newEvent('similar', 'last')], 5);
  expect(result).toEqual({
    skip: false,
    patch: undefined,
    event: {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `my-pod.${(BigInt(clock.now()) * 1_000_000n).toString(16)}`, namespace: 'my-ns' },
      involvedObject: pod,
      reason: 'similar',
      message: combined('last'),
      source: { component: 'kubelet', host: 'node-1' },
      firstTimestamp: '2026-01-01T00:00:50Z',
      lastTimestamp: '2026-01-01T00:00:50Z',
      count: 1,
      type: 'Normal',
    },
  });
});

test('further similar events increment the count of the combined event, which has the last message', () => {
  const { sendAll } = setup();
  const first = sendAll(similar(10), 5);
  expect(sendAll(similar(3, newEvent('similar', 'more')), 5)).toMatchObject({
    event: { count: 4, message: combined('more 2'), metadata: { name: first?.skip === false && first.event.metadata.name } },
    patch: { body: { count: 4, message: combined('more 2') } },
  });
});

test('similar events more than ten minutes apart are not combined', () => {
  const { sendAll, clock } = setup();
  sendAll(similar(9), 5);
  clock.advance(600_000);
  expect(sendAll([newEvent('similar', 'late')], 0.001)).toMatchObject({ event: { message: 'late', count: 1 } });
});

test('similar events exactly ten minutes apart are combined', () => {
  const { sendAll } = setup();
  expect(sendAll(similar(10), 600)).toMatchObject({ event: { message: combined('message 9') } });
});

test('events about different objects are neither combined nor limited', () => {
  const { send } = setup();
  for (let i = 0; i < 100; i++) {
    const involvedObject = { ...pod, name: `pod-${i}` };
    expect(send(newEvent('unique', `snowflake ${i}`, { involvedObject }))).toMatchObject({ skip: false, event: { count: 1 } });
  }
});

test('events about different fields of an object are different', () => {
  const { send } = setup();
  const about = (fieldPath: string) => newEvent('reason', 'message', { involvedObject: { ...pod, fieldPath } });
  send(about('spec.containers{container1}'));
  expect(send(about('spec.containers{container2}'))).toMatchObject({ patch: undefined, event: { count: 1 } });
});

test('events whose concatenated fields are equal are different', () => {
  const { send } = setup();
  send(newEvent('reasonm', 'essage'));
  expect(send(newEvent('reason', 'message'))).toMatchObject({ patch: undefined });
});

test('stores 25 events of a source about an object, then one in five minutes, and counts skipped events', () => {
  const { clock, send } = setup();
  const event = newEvent('duplicate', 'me again');
  expect(times(30, event).map((each) => send(each).skip)).toEqual([
    ...times(25, event).map(() => false),
    ...times(5, event).map(() => true),
  ]);
  clock.advance(299_999);
  expect(send(event).skip).toBe(true);
  clock.advance(1);
  expect(send(event)).toMatchObject({ skip: false, event: { count: 32 } });
  expect(send(event).skip).toBe(true);
});

test('the limit applies to each source, object and type', () => {
  const { send } = setup({ burstSize: 1 });
  expect(send(newEvent('a', 'message')).skip).toBe(false);
  expect(send(newEvent('b', 'message')).skip).toBe(true);
  expect(send(newEvent('b', 'message', { type: 'Warning' })).skip).toBe(false);
  expect(send(newEvent('b', 'message', { source: { component: 'scheduler' } })).skip).toBe(false);
  expect(send(newEvent('b', 'message', { involvedObject: { ...pod, uid: 'other' } })).skip).toBe(false);
});

test('the options change all limits', () => {
  const { send, clock } = setup({
    spamKeyFunc: ({ reason }) => reason,
    burstSize: 2,
    qps: 1,
    maxEvents: 2,
    maxIntervalInSeconds: 10,
    keyFunc: ({ reason, message }) => ({ aggregateKey: reason, localKey: message }),
    messageFunc: ({ message }) => `many: ${message}`,
  });
  expect(send(newEvent('a', '1'))).toMatchObject({ event: { message: '1' } });
  expect(send(newEvent('a', '2'))).toMatchObject({ event: { message: 'many: 2' } });
  expect(send(newEvent('a', '3')).skip).toBe(true);
  expect(send(newEvent('b', '1')).skip).toBe(false);
  clock.advance(1000);
  expect(send(newEvent('a', '4')).skip).toBe(false);
  clock.advance(10_001);
  expect(send(newEvent('a', '5'))).toMatchObject({ event: { message: '5' } });
});

test('the least recently used entries are evicted', () => {
  const { send } = setup({ lruCacheSize: 2 });
  const about = (name: string) => newEvent('reason', 'message', { involvedObject: { ...pod, name } });
  send(about('a'));
  send(about('b'));
  send(about('a'));
  send(about('c'));
  expect(send(about('a'))).toMatchObject({ event: { count: 3 } });
  expect(send(about('b'))).toMatchObject({ event: { count: 1 } });
});

test('events are similar if only their messages differ', () => {
  const key = (reason: string, message: string) => eventAggregatorByReason(newEvent(reason, message));
  expect(key('end-of-world', 'it was fun').aggregateKey).toBe(key('end-of-world', 'it was awful').aggregateKey);
  expect(key('end-of-world', 'it was fun').localKey).not.toBe(key('end-of-world', 'it was awful').localKey);
  expect(key('end-of-world', 'it was fun').aggregateKey).not.toBe(key('nevermind', 'it was a bug').aggregateKey);
  expect(eventAggregatorByReasonMessage(newEvent('a', 'message'))).toBe(combined('message'));
});
