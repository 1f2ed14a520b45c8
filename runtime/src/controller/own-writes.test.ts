import { getEventListeners } from 'node:events';
import type { CacheScope } from '../cache/index.js';
import { newFakeClock, silentLogger, sleep, type FakeClock } from '../util/index.js';
import { newGatedController } from './controller.js';
import type { ViewedInformer } from './informer-view.js';
import { ownWritesFor, OwnWrites } from './own-writes.js';
import type { Reconciler } from './reconciler.js';
import type { RequestQueue } from './request.js';
import { isStaleCacheError, StaleCacheError } from './stale-cache-error.js';

interface Stored {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

const configMaps = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  listKind: 'ConfigMapList',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  verbs: [],
  subresources: [],
};
const object = (name: string, resourceVersion: string, more = {}): Stored => ({
  ...more,
  metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion },
});

/** An informer whose cache the test fills. */
class FakeInformer implements ViewedInformer {
  readonly objects = new Map<string, Stored>();
  seen = '1';
  stopped = false;
  readonly indexer: ViewedInformer['indexer'];
  constructor(scope?: CacheScope) {
    this.indexer = { scope, getByKey: (key) => this.objects.get(key) };
  }
  lastSyncResourceVersion = (): string => this.seen;
  hasSynced = (): boolean => true;
  isStopped = (): boolean => this.stopped;
  event(stored: Stored): void {
    this.objects.set(`ns/${stored.metadata.name}`, stored);
    this.seen = stored.metadata.resourceVersion;
  }
}

let clock: FakeClock;
let ownWrites: OwnWrites;
let informer: FakeInformer;
beforeEach(() => {
  clock = newFakeClock();
  ownWrites = new OwnWrites({ clock, timeoutMs: 10_000 });
  informer = new FakeInformer();
  ownWrites.addCache(configMaps, informer);
});
afterEach(() => expect(clock.pending).toBe(0));

/** The outcome of a promise, once it has one. */
function outcome(promise: Promise<void> | undefined): { value: unknown } {
  const result: { value: unknown } = { value: promise === undefined ? 'at once' : 'waits' };
  promise?.then(
    () => (result.value = 'done'),
    (error: unknown) => (result.value = error),
  );
  return result;
}
const read = (name: string, signal?: AbortSignal) =>
  outcome(ownWrites.caughtUp(configMaps, informer, { key: `ns/${name}` }, signal));

test('a read waits for the event of an own write, and reads of other objects do not', async () => {
  ownWrites.wrote(configMaps, object('a', '5'));
  const [a, b] = [read('a'), read('b')];
  const list = outcome(ownWrites.caughtUp(configMaps, informer, { namespace: undefined }, undefined));
  const elsewhere = outcome(ownWrites.caughtUp(configMaps, informer, { namespace: 'other' }, undefined));
  await clock.advanceAsync(8000);
  expect([a.value, b.value, list.value, elsewhere.value]).toEqual(['waits', 'at once', 'waits', 'at once']);
  informer.event(object('a', '5'));
  await clock.advanceAsync(100);
  expect([a.value, list.value]).toEqual(['done', 'done']);
});

test('a read that waits too long rejects with a typed error, which names kind, key and version', async () => {
  ownWrites.wrote(configMaps, object('a', '5'));
  const { value: before, ...rest } = read('a');
  expect([before, rest]).toEqual(['waits', {}]);
  const late = read('a');
  await clock.advanceAsync(10_000);
  expect(late.value).toBeInstanceOf(StaleCacheError);
  expect(isStaleCacheError(late.value)).toBe(true);
  expect(late.value).toMatchObject({
    name: 'StaleCacheError',
    kind: 'ConfigMap',
    key: 'ns/a',
    version: '5',
    seenVersion: '1',
    message:
      'ConfigMap "ns/a": the cache has not seen version 5, which this client wrote, within 10000 ms (it has seen version "1"; ' +
      'read from the server, or set the option readYourWrites of the manager)',
  });
});

test('the signal ends the wait, and leaves no listener', async () => {
  ownWrites.wrote(configMaps, object('a', '5'));
  const stop = new AbortController();
  const waiting = read('a', stop.signal);
  stop.abort(new Error('enough'));
  await clock.advanceAsync(0);
  expect(waiting.value).toMatchObject({ name: 'StaleCacheError', cause: new Error('enough') });
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('the end of the informer ends the wait', async () => {
  ownWrites.wrote(configMaps, object('a', '5'));
  const waiting = read('a');
  informer.stopped = true;
  await clock.advanceAsync(100);
  expect(waiting.value).toMatchObject({ message: 'ConfigMap: the manager’s cache was shut down' });
});

describe('the response to a deletion', () => {
  beforeEach(() => informer.event(object('a', '3')));
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Success' };

  test.each<[string, object, string | undefined, string]>([
    ['a Status with the uid', { ...status, details: { uid: 'uid-a' } }, undefined, 'waits'],
    ['a Status without it, of an object in the cache', status, 'uid-a', 'waits'],
    ['a Status of an object that nobody knows', status, undefined, 'at once'],
    ['the last state of an object that is gone', object('a', '3'), undefined, 'waits'],
  ])('can be %s', async (_what, response, heldUid, expected) => {
    ownWrites.deleted(configMaps, 'ns/a', response, heldUid);
    const reading = read('a');
    expect(reading.value).toBe(expected);
    informer.objects.delete('ns/a');
    await clock.advanceAsync(100);
    expect(reading.value).toBe(expected === 'waits' ? 'done' : 'at once');
  });

  test.each([
    ['finalizers', { finalizers: ['x'] }, {}],
    ['a grace period', { deletionGracePeriodSeconds: 30 }, {}],
    ['finalizers of a namespace', {}, { spec: { finalizers: ['kubernetes'] } }],
  ])('can be an object that stays because of %s: only its version counts', async (_why, metadata, more) => {
    const terminating = object('a', '4', more);
    const response = {
      ...terminating,
      metadata: { ...terminating.metadata, ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
    };
    ownWrites.deleted(configMaps, 'ns/a', response, undefined);
    const reading = read('a');
    expect(reading.value).toBe('waits');
    informer.event(object('a', '4'));
    await clock.advanceAsync(100);
    expect(reading.value).toBe('done');
  });

  test('can be that of a write that removes the last finalizer', async () => {
    const last = object('a', '3');
    ownWrites.wrote(configMaps, { ...last, metadata: { ...last.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
    const reading = read('a');
    expect(reading.value).toBe('waits');
    informer.objects.delete('ns/a');
    await clock.advanceAsync(100);
    expect(reading.value).toBe('done');
  });

  test('to a collection names objects that may stay with a newer version', async () => {
    ownWrites.deletedListed(configMaps, object('a', '3'));
    const reading = read('a');
    expect(reading.value).toBe('waits');
    informer.event(object('a', '4'));
    await clock.advanceAsync(100);
    expect(reading.value).toBe('done');
  });
});

test.each([
  ['labelSelector', 'app=mine', {}],
  ['fieldSelector', 'spec.nodeName=here,metadata.name!=b', { spec: { nodeName: 'there' } }],
])('a written object that the %s excludes is not waited for', (name, selector, more) => {
  const scope = {
    resource: 'configmaps.v1',
    namespace: undefined,
    labelSelector: undefined,
    fieldSelector: undefined,
    [name]: selector,
  };
  const selective = new FakeInformer(scope);
  const own = new OwnWrites({ clock, timeoutMs: 1000 });
  own.addCache(configMaps, selective);
  own.wrote(configMaps, object('a', '5', more));
  expect(own.caughtUp(configMaps, selective, { key: 'ns/a' }, undefined)).toBeUndefined();
});

test.each([null, 'text', { kind: 'Status' }, { metadata: {} }, { metadata: { name: 'a' } }])(
  'a response that is no object is ignored: %j',
  (response) => {
    ownWrites.wrote(configMaps, response);
    expect(read('a').value).toBe('at once');
  },
);

test('the option: on by default, off, or with a time limit', () => {
  expect(ownWritesFor(undefined, clock)).toBeInstanceOf(OwnWrites);
  expect(ownWritesFor({}, clock)).toBeInstanceOf(OwnWrites);
  expect(ownWritesFor(false, clock)).toBeUndefined();
  for (const timeoutMs of [NaN, -1, Infinity]) {
    expect(() => ownWritesFor({ timeoutMs }, clock)).toThrow(
      `readYourWrites.timeoutMs must be a finite number of milliseconds, 0 or more, not ${timeoutMs}`,
    );
  }
});

describe('a reconciliation', () => {
  const request = (name: string) => ({ namespace: 'ns', name });

  /** Runs a controller until the time has passed. */
  async function run(reconciler: Reconciler, names: readonly string[], forMs: number, gated = true): Promise<void> {
    const stop = new AbortController();
    const gate = gated ? ownWrites.newGate() : undefined;
    const controller = newGatedController({ name: 'c', reconciler, clock, logger: silentLogger }, gate);
    controller.watch({
      name: 'a test',
      start: (queue: RequestQueue) => {
        for (const name of names) queue.add(request(name));
      },
    });
    const ended = controller.start(stop.signal);
    for (let i = 0; i < forMs; i++) await clock.advanceAsync(1);
    stop.abort();
    await clock.advanceAsync(10);
    await ended;
  }

  test('starts when the cache has what its last run wrote or read, and holds up no other', async () => {
    const log: string[] = [];
    let runs = 0;
    const reconciler: Reconciler = async ({ name }) => {
      log.push(`${name} at ${clock.monotonic() - begun}`);
      if (name !== 'a' || ++runs > 1) return {};
      // Written by another reconciliation of the same client, and read by this one.
      ownWrites.wrote(configMaps, object('child', '5'));
      clock.schedule(500, () => informer.event(object('child', '5')));
      return { requeueAfterMs: 1 };
    };
    const begun = clock.monotonic();
    await run(reconciler, ['a', 'b'], 700);
    expect(log).toEqual(['a at 0', 'b at 0', expect.stringMatching(/^a at (5\d\d|600)$/)]);
  });

  test('of a request that read a list waits for writes to any of its objects', async () => {
    const log: number[] = [];
    const reconciler: Reconciler = async () => {
      log.push(clock.monotonic() - begun);
      if (log.length > 1) return {};
      await ownWrites.caughtUp(configMaps, informer, { namespace: 'ns' }, undefined);
      clock.schedule(5, () => ownWrites.wrote(configMaps, object('other', '9')));
      clock.schedule(300, () => informer.event(object('other', '9')));
      return { requeueAfterMs: 10 };
    };
    const begun = clock.monotonic();
    await run(reconciler, ['a'], 500);
    expect(log).toEqual([0, expect.any(Number)]);
    expect(log[1]).toBeGreaterThanOrEqual(300);
  });

  test('fails with the typed error when the cache stays behind, and is tried again', async () => {
    let runs = 0;
    const reconciler: Reconciler = async () => {
      runs++;
      if (runs > 1) return {};
      ownWrites.wrote(configMaps, object('child', '5'));
      return { requeueAfterMs: 1 };
    };
    const limited = new OwnWrites({ clock, timeoutMs: 50 });
    limited.addCache(configMaps, informer);
    ownWrites = limited;
    await run(reconciler, ['a'], 200);
    expect(runs).toBe(1);
  });

  let version = 10;
  /** The milliseconds, by the clock, for so many reconciliations of 1 ms, each of which writes what the cache sees 5 ms later. */
  async function duration(count: number, gated: boolean): Promise<number> {
    let done = 0;
    const begun = clock.monotonic();
    let ended = Infinity;
    const reconciler: Reconciler = async ({ name }) => {
      await sleep(clock, 1);
      const written = object(name, String(version++));
      ownWrites.wrote(configMaps, written);
      clock.schedule(5, () => informer.event(written));
      if (++done === count) ended = clock.monotonic() - begun;
      return { requeueAfterMs: 20 };
    };
    const names = Array.from({ length: 50 }, (_, i) => `o${i}`);
    await run(reconciler, names, count + 200, gated);
    return ended;
  }

  test('1,000 reconciliations with writes lose less than a tenth', async () => {
    const without = await duration(1000, false);
    const withGate = await duration(1000, true);
    expect(without).toBeLessThan(1100);
    expect(withGate).toBeLessThan(without * 1.1);
  });
});
