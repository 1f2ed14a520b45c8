/** Events of the recorder, against the embedded API server in this process, with a fake clock. */
import {
  createRESTClient,
  newEventBroadcaster,
  newEventSink,
  newFakeClock,
  newLeaseLock,
  type CoreEvent,
  type EventRecorder,
  type KubeList,
  type RESTClient,
} from 'kube-client-runtime';
import { startApiServer } from 'kube-client-testing';

async function storedAfter(
  record: (recorder: EventRecorder, advance: (ms: number) => Promise<void>, rest: RESTClient) => Promise<void> | void,
) {
  const clock = newFakeClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const server = await startApiServer({ clock });
  try {
    const rest = createRESTClient({ host: server.url, transport: server.transport });
    const errors: unknown[] = [];
    const ignore = (): void => {};
    const logger = { debug: ignore, info: ignore, warn: ignore, error: (...line: unknown[]) => errors.push(line) };
    const broadcaster = newEventBroadcaster({ clock, logger });
    broadcaster.startRecordingToSink(newEventSink(rest));
    await record(broadcaster.newRecorder({ component: 'my-controller' }), (ms) => clock.advanceAsync(ms), rest);
    await broadcaster.shutdown();
    const list = await rest.request<KubeList<CoreEvent>>({ method: 'GET', path: '/api/v1/events', query: [], headers: {} });
    return { events: list.items, errors };
  } finally {
    await server.stop();
    expect(clock.pending).toBe(0);
  }
}

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'my-pod', namespace: 'default', uid: 'uid' } };

test('an event is stored in the namespace of its object, and counted when it repeats', async () => {
  const { events, errors } = await storedAfter(async (recorder, advance) => {
    recorder.event(pod, 'Normal', 'Started', 'the pod has started');
    await advance(2000);
    recorder.event(pod, 'Normal', 'Started', 'the pod has started');
  });
  expect(errors).toEqual([]);
  expect(events).toEqual([
    expect.objectContaining({
      metadata: expect.objectContaining({ namespace: 'default', name: expect.stringMatching(/^my-pod\./) }),
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'my-pod', namespace: 'default', uid: 'uid' },
      reason: 'Started',
      message: 'the pod has started',
      source: { component: 'my-controller' },
      type: 'Normal',
      count: 2,
      firstTimestamp: '2026-01-02T03:04:05Z',
      lastTimestamp: '2026-01-02T03:04:07Z',
    }),
  ]);
});

test('similar events are combined into one event with a count', async () => {
  const { events, errors } = await storedAfter((recorder) => {
    for (let i = 0; i < 15; i++) recorder.eventf(pod, 'Warning', 'BackOff', 'try %d failed', i);
  });
  expect(errors).toEqual([]);
  expect(events.map(({ message, count }) => [message, count]).at(-1)).toBeDefined();
  expect(events).toHaveLength(10);
  expect(events.find(({ message }) => message.startsWith('(combined'))).toMatchObject({
    message: '(combined from similar events): try 14 failed',
    count: 6,
  });
});

test('an event in a missing namespace is dropped without an error', async () => {
  const { events, errors } = await storedAfter((recorder) => {
    recorder.event({ ...pod, metadata: { ...pod.metadata, namespace: 'nowhere' } }, 'Normal', 'Started', 'message');
  });
  expect(events).toEqual([]);
  expect(errors).toEqual([['Server rejected event (will not retry!)', expect.anything()]]);
});

test('the lock of a leader election uses the recorder', async () => {
  const { events } = await storedAfter(async (recorder, _, rest) => {
    const lock = newLeaseLock(rest, { namespace: 'default', name: 'lock', identity: 'a', eventRecorder: recorder });
    const record = { holderIdentity: 'a', leaseDurationSeconds: 15, leaderTransitions: 0 };
    await lock.create(record, new AbortController().signal);
    lock.recordEvent?.('became leader');
  });
  expect(events).toMatchObject([
    {
      involvedObject: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: 'lock' },
      reason: 'LeaderElection',
      message: 'a became leader',
    },
  ]);
});
