/** Leader election on a Lease, against the embedded API server in this process, with a fake clock. */
import {
  createRESTClient,
  isAlreadyExists,
  isConflict,
  isNotFound,
  newFakeClock,
  newLeaderElector,
  newLeaseLock,
  type FakeClock,
  type Lease,
  type LeaderElectionRecord,
  type LeaseLockOptions,
  type RESTClient,
} from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';

let clock: FakeClock;
let server: ApiServer;
let rest: RESTClient;
const unhandled = jest.fn();

beforeEach(async () => {
  clock = newFakeClock(Date.UTC(2026, 0, 2, 15, 4, 5));
  server = await startApiServer({ clock });
  rest = createRESTClient({ host: server.url, transport: server.transport });
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  await server.stop();
  expect(clock.pending).toBe(0);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const { signal } = new AbortController();
const record = (changes: Partial<LeaderElectionRecord> = {}): LeaderElectionRecord => ({
  holderIdentity: 'a',
  leaseDurationSeconds: 15,
  acquireTime: '2026-01-02T15:04:05.000001Z',
  renewTime: '2026-01-02T15:04:06.000002Z',
  leaderTransitions: 3,
  ...changes,
});

async function readLease(): Promise<Lease> {
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/lock';
  return rest.request<Lease>({ method: 'GET', path, query: [], headers: {} });
}

function lock(identity = 'a', options: Partial<LeaseLockOptions> = {}) {
  return newLeaseLock(rest, { namespace: 'default', name: 'lock', identity, ...options });
}

/** Runs a candidate over REST. Its callbacks are recorded with its name. */
function candidate(identity: string, told: string[], releaseOnCancel = false) {
  const controller = new AbortController();
  const elector = newLeaderElector({
    lock: lock(identity),
    clock,
    random: () => 0,
    releaseOnCancel,
    callbacks: {
      onStartedLeading: (leading) => {
        told.push(`${identity} started`);
        leading.addEventListener('abort', () => told.push(`${identity} ended`));
      },
      onStoppedLeading: () => told.push(`${identity} stopped`),
    },
  });
  const ended = elector.run(controller.signal);
  return { elector, ended, stop: () => controller.abort() };
}

/** Advances the clock in small steps, because a server answers over several turns. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    await clock.advanceAsync(250);
    for (let turn = 0; turn < 20; turn++) await clock.advanceAsync(0);
  }
}

describe('the lock', () => {
  test('is missing before its creation, and then is read as written, with microseconds', async () => {
    expect(
      isNotFound(
        await lock()
          .get(signal)
          .catch((error: unknown) => error),
      ),
    ).toBe(true);
    await lock().create(record(), signal);
    expect(await lock().get(signal)).toEqual(record());
    expect((await readLease()).spec).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-02T15:04:05.000001Z',
      renewTime: '2026-01-02T15:04:06.000002Z',
      leaseTransitions: 3,
    });
  });

  test('cannot be created twice', async () => {
    await lock().create(record(), signal);
    expect(
      isAlreadyExists(
        await lock('b')
          .create(record(), signal)
          .catch((error: unknown) => error),
      ),
    ).toBe(true);
  });

  test('cannot be written before it was read or created, or after it has changed', async () => {
    const a = lock();
    await expect(a.update(record(), signal)).rejects.toThrow('lease not initialized, call get or create first');
    await a.create(record(), signal);
    const b = lock('b');
    await b.get(signal);
    await b.update(record({ holderIdentity: 'b' }), signal);
    expect(isConflict(await a.update(record(), signal).catch((error: unknown) => error))).toBe(true);
    await a.get(signal);
    await a.update(record({ renewTime: '2026-01-02T15:04:08.000000Z' }), signal);
    expect((await readLease()).spec?.renewTime).toBe('2026-01-02T15:04:08.000000Z');
  });

  test('sets its labels, and leaves other labels and fields of the Lease unchanged', async () => {
    await lock('a', { labels: { mine: '1', shared: 'a' } }).create(record(), signal);
    const b = lock('b', { labels: { shared: 'b' } });
    await b.get(signal);
    await b.update(record(), signal);
    expect((await readLease()).metadata.labels).toEqual({ mine: '1', shared: 'b' });
    const plain = lock('c');
    await plain.get(signal);
    await plain.update(record(), signal);
    expect((await readLease()).metadata.labels).toEqual({ mine: '1', shared: 'b' });
  });

  test('is described by its namespace and name, and its events by the holder', async () => {
    const events: string[] = [];
    const a = lock('a', {
      eventRecorder: { event: (lease, type, reason, message) => events.push(`${lease.kind} ${type} ${reason} ${message}`) },
    });
    expect(a.describe()).toBe('default/lock');
    a.recordEvent?.('became leader');
    await a.create(record(), signal);
    a.recordEvent?.('became leader');
    expect(events).toEqual(['Lease Normal LeaderElection a became leader']);
  });
});

describe('two candidates', () => {
  test('that start together elect one leader', async () => {
    const told: string[] = [];
    const both = [candidate('a', told), candidate('b', told)];
    await pass(40_000);
    expect(told).toHaveLength(1);
    const leader = (await readLease()).spec?.holderIdentity;
    expect(told).toEqual([`${leader ?? ''} started`]);
    expect(both.map(({ elector }) => elector.getLeader())).toEqual([leader, leader]);
    for (const { stop } of both) stop();
    await Promise.all(both.map(({ ended }) => ended));
  });

  test('replace each other immediately when the lock is released', async () => {
    const told: string[] = [];
    const a = candidate('a', told, true);
    await pass(1_000);
    const b = candidate('b', told);
    await pass(4_000);
    a.stop();
    await a.ended;
    await pass(2_000);
    expect(told).toEqual(['a started', 'a ended', 'a stopped', 'b started']);
    expect((await readLease()).spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    b.stop();
    await b.ended;
  });

  test('never lead at the same time: an isolated leader stops before the other starts', async () => {
    const told: string[] = [];
    const a = candidate('a', told);
    await pass(1_000);
    const b = candidate('b', told);
    await pass(4_000);
    // Faults in writes isolate the leader, because only it writes to the lock.
    const cut = server.faults.add({ verb: 'update', resource: 'leases', times: Infinity }, { type: 'refuse' });
    await pass(12_500);
    await a.ended;
    cut.remove();
    await pass(20_000);
    expect(told).toEqual(['a started', 'a ended', 'a stopped', 'b started']);
    b.stop();
    await b.ended;
  });

  test('survive a server outage that is shorter than the deadline', async () => {
    const told: string[] = [];
    const both = [candidate('a', told), candidate('b', told)];
    await pass(5_000);
    await server.pause();
    await pass(8_000);
    await server.restart();
    await pass(60_000);
    expect(told).toHaveLength(1);
    for (const { stop } of both) stop();
    await Promise.all(both.map(({ ended }) => ended));
  });

  test('survive conflicts: a lease that others label is still renewed', async () => {
    const told: string[] = [];
    const a = candidate('a', told);
    await pass(1_000);
    const stranger = lock('a', { labels: { touched: 'yes' } });
    const before = await stranger.get(signal);
    await stranger.update(before, signal);
    await pass(30_000);
    expect(told).toEqual(['a started']);
    const lease = await readLease();
    expect(lease.metadata.labels).toEqual({ touched: 'yes' });
    expect(lease.spec?.renewTime).not.toBe(before.renewTime);
    a.stop();
    await a.ended;
  });
});
