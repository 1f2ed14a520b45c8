import { ConnectionError, newAlreadyExists, newForbidden, newNotFound, UnexpectedObjectError } from '../errors/index.js';
import { newFakeClock } from '../util/index.js';
import { newEventBroadcaster, type EventBroadcasterOptions } from './broadcaster.js';
import type { CoreEvent, EventObject, EventType, NewCoreEvent } from './event.js';
import { fakeLogger, fakeSink, stored } from './testdata/events.js';

function setup(options: EventBroadcasterOptions = {}) {
  const clock = newFakeClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const { logger, lines } = fakeLogger();
  const broadcaster = newEventBroadcaster({ clock, random: () => 0.5, logger, ...options });
  const recorder = broadcaster.newRecorder({ component: 'my-controller', host: 'node-1' });
  return { clock, lines, broadcaster, recorder };
}

const pod = (name = 'my-pod') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'my-ns', uid: 'uid', resourceVersion: '3' },
});
const events = { group: '', resource: 'events' };

describe('a recorder', () => {
  /** Returns the recorded events and log lines. */
  async function recorded(record: (recorder: ReturnType<typeof setup>['recorder']) => void) {
    const { broadcaster, recorder, lines } = setup();
    const got: NewCoreEvent[] = [];
    broadcaster.startEventWatcher((event) => void got.push(event));
    record(recorder);
    expect(got).toEqual([]);
    await broadcaster.shutdown();
    return { got, lines };
  }

  test('creates an event about an object, in its namespace', async () => {
    const { got, lines } = await recorded((recorder) => recorder.event(pod(), 'Normal', 'Started', 'some verbose message: 1'));
    expect(lines).toEqual([]);
    expect(got).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^my-pod\.[0-9a-f]{16}$/), namespace: 'my-ns' },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'my-pod', namespace: 'my-ns', uid: 'uid', resourceVersion: '3' },
        reason: 'Started',
        message: 'some verbose message: 1',
        source: { component: 'my-controller', host: 'node-1' },
        firstTimestamp: '2026-01-02T03:04:05Z',
        lastTimestamp: '2026-01-02T03:04:05Z',
        count: 1,
        type: 'Normal',
        reportingComponent: 'my-controller',
        reportingInstance: 'node-1',
      },
    ]);
  });

  test('uses a reference unchanged, including its fieldPath', async () => {
    const reference = {
      kind: 'Pod',
      name: 'foo',
      namespace: 'baz',
      uid: 'bar',
      apiVersion: 'v1',
      fieldPath: 'spec.containers[2]',
    };
    const { got } = await recorded((recorder) => recorder.event(reference, 'Normal', 'Started', 'message'));
    expect(got[0]).toMatchObject({ involvedObject: reference, metadata: { namespace: 'baz' } });
  });

  test('creates events about cluster-scoped objects in the namespace default', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } };
    const { got } = await recorded((recorder) => recorder.event(node, 'Warning', 'Rebooted', 'message'));
    expect(got[0]?.metadata.namespace).toBe('default');
  });

  test('formats the message, and copies annotations', async () => {
    const annotations = { key: 'value' };
    const { got } = await recorded((recorder) => {
      recorder.eventf(pod(), 'Normal', 'Started', 'some %s message: %d', 'verbose', 1);
      recorder.annotatedEventf(pod(), annotations, 'Normal', 'Started', '%j', { a: 1 });
      annotations.key = 'changed';
    });
    expect(got.map(({ message }) => message)).toEqual(['some verbose message: 1', '{"a":1}']);
    expect(got[1]?.metadata.annotations).toEqual({ key: 'value' });
  });

  test('gives each event a unique name, even at the same time', async () => {
    const { got } = await recorded((recorder) => {
      for (let i = 0; i < 100; i++) recorder.event(pod(), 'Normal', 'Started', 'message');
    });
    expect(new Set(got.map(({ metadata }) => metadata.name)).size).toBe(100);
  });

  test('gives an event a valid name if the name of its object is invalid for events', async () => {
    const { got } = await recorded((recorder) => {
      for (const name of ['system:node', 'UPPER', 'a'.repeat(250)]) recorder.event(pod(name), 'Normal', 'Bound', 'message');
    });
    for (const { metadata } of got)
      expect(metadata.name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  test('never throws, and logs its errors', async () => {
    const unprintable = {
      toString: () => {
        throw new Error('no');
      },
    };
    const { got, lines } = await recorded((recorder) => {
      recorder.event({ metadata: { name: 'untyped' } }, 'Normal', 'Started', 'message');
      recorder.event(JSON.parse('null') as EventObject, 'Normal', 'Started', 'message');
      recorder.event(pod(), JSON.parse('"Error"') as EventType, 'Started', 'message');
      recorder.eventf(pod(), 'Normal', 'Started', '%s', unprintable);
    });
    expect(got).toEqual([]);
    expect(lines).toEqual(Array.from({ length: 4 }, () => 'error: Unable to record event (will not retry!)'));
  });
});

describe('handlers', () => {
  test('each handler receives all events in order, one at a time, also after a failure', async () => {
    const { broadcaster, recorder, lines } = setup();
    const got: string[] = [];
    let atOnce = 0;
    broadcaster.startEventWatcher(async ({ message }) => {
      expect(++atOnce).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      got.push(message);
      if (message === 'b') throw new Error('broken');
    });
    const other: string[] = [];
    broadcaster.startEventWatcher(({ message }) => {
      other.push(message);
      throw new Error('always broken');
    });
    for (const message of ['a', 'b', 'c']) recorder.event(pod(), 'Normal', 'Reason', message);
    await broadcaster.shutdown();
    expect(got).toEqual(['a', 'b', 'c']);
    expect(other).toEqual(['a', 'b', 'c']);
    expect(lines).toEqual(Array.from({ length: 4 }, () => 'error: A handler of events failed'));
  });

  test('a stopped handler receives no further events', async () => {
    const { broadcaster, recorder } = setup();
    const got: string[] = [];
    const watcher = broadcaster.startEventWatcher(({ message }) => void got.push(message));
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    watcher.stop();
    recorder.event(pod(), 'Normal', 'Reason', 'b');
    await broadcaster.shutdown();
    expect(got).toEqual([]);
  });

  test('logging writes one line per event', async () => {
    const { broadcaster, recorder } = setup();
    const printed: string[] = [];
    broadcaster.startLogging((line) => printed.push(line));
    const info = jest.fn();
    broadcaster.startStructuredLogging({ ...fakeLogger().logger, info });
    recorder.event({ kind: 'Pod', name: 'foo', namespace: 'baz' }, 'Warning', 'Killed', 'by me');
    await broadcaster.shutdown();
    expect(printed).toEqual([`Event({"kind":"Pod","name":"foo","namespace":"baz"}): type: 'Warning' reason: 'Killed' by me`]);
    expect(info.mock.calls).toEqual([
      [
        'Event occurred',
        {
          object: 'baz/foo',
          fieldPath: '',
          kind: 'Pod',
          apiVersion: undefined,
          type: 'Warning',
          reason: 'Killed',
          message: 'by me',
        },
      ],
    ]);
  });

  test('a queue holds 1000 events, and further events are dropped with a warning', async () => {
    const { broadcaster, recorder, lines } = setup();
    let got = 0;
    broadcaster.startEventWatcher(() => {
      got++;
    });
    for (let i = 0; i < 1002; i++) recorder.event(pod(), 'Normal', 'Reason', 'message');
    await broadcaster.shutdown();
    expect(got).toBe(1000);
    expect(lines).toEqual(
      Array.from({ length: 2 }, () => 'error: Unable to record event: too many queued events, dropped event'),
    );
  });
});

describe('a sink', () => {
  test('receives the events in order, and counts repeated events', async () => {
    const { broadcaster, recorder, clock } = setup();
    const { sink, calls } = fakeSink();
    broadcaster.startRecordingToSink(sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    recorder.event(pod(), 'Normal', 'Reason', 'b');
    await clock.advanceAsync(1000);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    await broadcaster.shutdown();
    expect(calls.map(({ verb, event }) => [verb, event.message, event.count])).toEqual([
      ['create', 'a', 1],
      ['create', 'b', 1],
      ['patch', 'a', 2],
    ]);
    expect(calls[2]).toMatchObject({
      event: { metadata: { name: calls[0]?.event.metadata.name } },
      body: { count: 2, lastTimestamp: '2026-01-02T03:04:06Z', message: 'a' },
    });
  });

  test.each([
    ['a fault of the connection', new ConnectionError('refused'), 12],
    ['an answer that is none', new UnexpectedObjectError({}), 12],
    ['anything else', new Error('A weird error'), 12],
    ['a refusal', newForbidden(events, 'my-pod', 'no'), 1],
    ['a name that is taken', newAlreadyExists(events, 'my-pod'), 1],
    ['a request that cannot be made', new TypeError('invalid resource name'), 1],
  ])('is called again after %s', async (_, error, tries) => {
    const { broadcaster, recorder, clock } = setup();
    const { sink, calls } = fakeSink(async () => Promise.reject(error));
    broadcaster.startRecordingToSink(sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    await clock.advanceAsync(10_000_000);
    expect(calls).toHaveLength(tries);
    expect(clock.pending).toBe(0);
    await broadcaster.shutdown();
  });

  test('is called again after a random part of 10 seconds, then after 10 seconds, and no other event is sent in between', async () => {
    const { broadcaster, recorder, clock, lines } = setup();
    const { sink, messages } = fakeSink(async (event, call) => (call < 3 ? Promise.reject(new Error('weird')) : stored(event)));
    broadcaster.startRecordingToSink(sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    recorder.event(pod(), 'Normal', 'Reason', 'b');
    await clock.advanceAsync(4999);
    expect(messages()).toEqual(['a']);
    await clock.advanceAsync(1);
    expect(messages()).toEqual(['a', 'a']);
    await clock.advanceAsync(9999);
    expect(messages()).toEqual(['a', 'a']);
    await clock.advanceAsync(1);
    expect(messages()).toEqual(['a', 'a', 'a', 'b']);
    expect(lines).toEqual(Array.from({ length: 2 }, () => 'error: Unable to write event (may retry after sleeping)'));
    await broadcaster.shutdown();
  });

  test('continues with the next event after one was discarded', async () => {
    const { broadcaster, recorder, clock, lines } = setup();
    const { sink, messages } = fakeSink(async (event) =>
      event.message === 'a' ? Promise.reject(new Error('weird')) : stored(event),
    );
    broadcaster.startRecordingToSink(sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    recorder.event(pod(), 'Normal', 'Reason', 'b');
    await clock.advanceAsync(200_000);
    expect(messages()).toEqual([...Array.from({ length: 12 }, () => 'a'), 'b']);
    expect(lines.at(-1)).toBe('error: Unable to write event (retry limit exceeded!)');
    await broadcaster.shutdown();
  });

  test('creates an event again if the event to count was deleted, without its old resource version', async () => {
    const { broadcaster, recorder } = setup();
    const { sink, calls } = fakeSink();
    const patch = jest.fn(async (): Promise<CoreEvent> => Promise.reject(newNotFound(events, 'my-pod')));
    broadcaster.startRecordingToSink({ ...sink, patch });
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    await broadcaster.shutdown();
    expect(patch).toHaveBeenCalledTimes(1);
    expect(calls.map(({ event }) => [event.count, event.metadata.resourceVersion])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  test('counts independently of other sinks', async () => {
    const { broadcaster, recorder } = setup();
    const [first, second] = [fakeSink(), fakeSink()];
    broadcaster.startRecordingToSink(first.sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    broadcaster.startRecordingToSink(second.sink);
    recorder.event(pod(), 'Normal', 'Reason', 'a');
    await broadcaster.shutdown();
    expect(first.calls.map(({ verb }) => verb)).toEqual(['create', 'patch']);
    expect(second.calls.map(({ verb }) => verb)).toEqual(['create']);
  });

  test('loses no event if each of a hundred fails a few times', async () => {
    const { broadcaster, recorder, clock } = setup();
    const counts = new Map<string, number>();
    const { sink } = fakeSink(async (event) => {
      const count = (counts.get(event.message) ?? 0) + 1;
      counts.set(event.message, count);
      return count < 5 ? Promise.reject(new Error('fake error')) : stored(event);
    });
    broadcaster.startRecordingToSink(sink);
    for (let i = 0; i < 100; i++) recorder.eventf(pod(`foo-${i}`), 'Normal', `Reason-${i}`, '%d', i);
    await clock.advanceAsync(100 * 40_000);
    expect(counts.size).toBe(100);
    expect(new Set(counts.values())).toEqual(new Set([5]));
    await broadcaster.shutdown();
  });
});

describe('stopping', () => {
  test('shutdown writes all queued events at most once, and accepts no more', async () => {
    const { broadcaster, recorder, clock, lines } = setup();
    const { sink, messages } = fakeSink(async (event) =>
      event.message === 'b' ? stored(event) : Promise.reject(new Error('weird')),
    );
    broadcaster.startRecordingToSink(sink);
    for (const message of ['a', 'b', 'c']) recorder.event(pod(), 'Normal', 'Reason', message);
    await clock.advanceAsync(1);
    expect(messages()).toEqual(['a']);
    await broadcaster.shutdown();
    recorder.event(pod(), 'Normal', 'Reason', 'late');
    await broadcaster.shutdown();
    expect(messages()).toEqual(['a', 'b', 'c']);
    expect(clock.pending).toBe(0);
    const failed = 'error: Unable to write event (may retry after sleeping)';
    const given = 'error: Unable to write event (broadcaster is shut down)';
    expect(lines).toEqual([failed, given, failed, given, 'error: Unable to record event (will not retry!)']);
  });

  test('the signal ends the write in progress, the delay before a retry, and the queue', async () => {
    const controller = new AbortController();
    const { broadcaster, recorder, clock } = setup({ signal: controller.signal });
    const signals: AbortSignal[] = [];
    broadcaster.startRecordingToSink({
      create: async (_, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      },
      patch: async () => Promise.reject(new Error('not asked')),
    });
    const failing = fakeSink(async () => Promise.reject(new Error('weird')));
    broadcaster.startRecordingToSink(failing.sink);
    for (const message of ['a', 'b']) recorder.event(pod(), 'Normal', 'Reason', message);
    await clock.advanceAsync(1);
    expect(clock.pending).toBe(1);
    const reason = new Error('enough');
    controller.abort(reason);
    await broadcaster.shutdown();
    recorder.event(pod(), 'Normal', 'Reason', 'late');
    await clock.advanceAsync(1);
    expect(signals.map((signal): unknown => signal.reason)).toEqual([reason]);
    expect(failing.messages()).toEqual(['a']);
    expect(clock.pending).toBe(0);
  });

  test('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const remove = jest.spyOn(signal, 'removeEventListener');
    const { broadcaster } = setup({ signal });
    await broadcaster.shutdown();
    expect(remove).toHaveBeenCalledTimes(1);
  });
});
