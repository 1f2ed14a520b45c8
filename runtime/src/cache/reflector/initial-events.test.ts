import { answered, bookmark, object, opened, page, sent, streaming, timeout, type Walk } from '../testdata/walk.js';
import { addInitialEvent, beginInitialEvents, newInitialEvents } from './initial-events.js';
import type { ObjectEvent, ReflectorEvent } from './state.js';

const serverTime = Date.UTC(2026, 0, 1);
const openedAtServerTime: ReflectorEvent = { type: 'opened', serverTime };
const createdAfter = (seconds: number): string => `${new Date(serverTime + seconds * 1000).toISOString().slice(0, 19)}Z`;

/** Takes an event every `everyMs` until `untilMs`, unless the stream is given up before. Returns when it was. */
function feed(
  walk: Walk,
  everyMs: number,
  untilMs: number,
  event: (index: number, now: number) => ReflectorEvent,
): number | undefined {
  for (let index = 0; walk.now + everyMs <= untilMs; index++) {
    const deadline = walk.deadline ?? Infinity;
    if (deadline <= walk.now + everyMs) {
      walk.now = deadline;
      walk.take(timeout);
      expect(walk.state.phase).toBe('listing');
      return walk.now;
    }
    walk.now += everyMs;
    walk.take(event(index, walk.now));
  }
  return undefined;
}

const open = () => streaming().take(sent, openedAtServerTime);

describe('the 10 s of silence', () => {
  test('begin when the request is sent, not while credentials are fetched, an interactive login runs, or a socket is awaited', () => {
    const walk = streaming();
    walk.now = 600_000;
    expect(walk.deadline).toBeUndefined();
    expect(walk.take(sent).deadline).toBe(610_000);
  });

  test('begin again when the answer begins, and with each event', () => {
    const walk = streaming().take(sent);
    walk.now = 9000;
    expect(walk.take(answered).deadline).toBeUndefined();
    expect(walk.take(opened).deadline).toBe(19_000);
    walk.now = 18_000;
    expect(walk.take(object('1')).deadline).toBe(28_000);
    walk.now = 27_000;
    expect(walk.take(bookmark('2')).deadline).toBe(37_000);
  });

  test('do not run while a request waits to be sent again, as after a 429 or a 401', () => {
    const walk = streaming().take(sent, answered);
    walk.now = 60_000;
    expect(walk.deadline).toBeUndefined();
    expect(walk.take(sent).deadline).toBe(70_000);
  });
});

describe('a server that ignores sendInitialEvents falls back to a list within 45 s, however busy the stream is', () => {
  const live: [string, (index: number, now: number) => Partial<ObjectEvent>][] = [
    ['changes of objects that it has sent', () => ({ change: 'MODIFIED', heldVersion: '5' })],
    ['changes of objects that it has not sent', () => ({ change: 'MODIFIED' })],
    ['deletions', () => ({ change: 'DELETED', heldVersion: '5' })],
    ['objects that it adds a second time', () => ({ heldVersion: '5' })],
    ['new objects, each created meanwhile', (_, now) => ({ createdAt: createdAfter(now / 1000) })],
    [
      'old objects that come to match a selector, next to changes',
      (index) => (index % 2 === 0 ? { change: 'MODIFIED', heldVersion: '5' } : { createdAt: createdAfter(-86_400) }),
    ],
  ];
  test.each(live)('%s', (_, facts) => {
    for (const everyMs of [20, 1000, 3000, 9999]) {
      const walk = open().take(object('4', { createdAt: createdAfter(-60) }), object('5', { createdAt: createdAfter(-60) }));
      const gaveUp = feed(walk, everyMs, 100_000, (index, now) => object(String(10 + index), facts(index, now)));
      expect(gaveUp).toBeLessThan(45_000);
      // It is not asked to stream again, and nothing says that a proxy holds answers back.
      walk.take(page('500', undefined, 99));
      expect(walk.state.phase).toBe('watching');
      expect(walk.memory).toMatchObject({ useWatchList: false, buffered: false });
    }
  });

  test('bookmarks alone', () => {
    expect(feed(open(), 5000, 100_000, (index) => bookmark(String(index + 1)))).toBe(30_000);
  });
});

describe('a slow but honest stream of initial objects does not fall back', () => {
  /** 630 MB at 2 MB/s, in objects of 5 KB: 315 s, longer than the time that the first stream may take. */
  const ms = 315_000;
  const count = 126_000;
  const honest: [string, (index: number) => Partial<ObjectEvent>][] = [
    ['in the order of their keys, with versions in any order', (index) => ({ createdAt: createdAfter(-1 - (index % 1000)) })],
    [
      'created one after the other up to the beginning',
      (index) => ({ createdAt: createdAfter(Math.floor((index - count) / 10)) }),
    ],
    ['without a time of creation', () => ({})],
  ];
  test.each(honest)('%s', (_, facts) => {
    const walk = open();
    walk.random = 0.5;
    const versions = (index: number) => String(1 + ((index * 7919) % count));
    expect(feed(walk, 25, ms, (index) => object(versions(index), facts(index)))).toBeUndefined();
    expect(walk.take(bookmark('200000', true)).said).toEqual(['replace 200000']);
    expect(walk.state.phase).toBe('watching');
    expect(walk.memory.useWatchList).toBe(true);
  });

  test('with versions that only rise, as objects that were never changed have them', () => {
    expect(
      feed(open(), 1000, ms, (index) => object(String(index + 1), { createdAt: createdAfter(index - 1000) })),
    ).toBeUndefined();
  });

  test('with what happens in between', () => {
    const walk = open();
    const event = (index: number): ReflectorEvent =>
      index % 10 === 0
        ? object(String(200_000 + index), { change: 'MODIFIED', heldVersion: '1' })
        : object(String(index + 1), { createdAt: createdAfter(-60) });
    expect(feed(walk, 500, ms, event)).toBeUndefined();
  });

  test('with an object every nine seconds', () => {
    expect(feed(open(), 9000, ms, (index) => object(String(index + 1)))).toBeUndefined();
  });

  test('and is given more time if the server ends it in the flow of its objects', () => {
    const walk = open();
    feed(walk, 1000, 300_000, (index) => object(String(index + 1)));
    walk.take({ type: 'ended' });
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync', memory: { cutStreams: 0 } });
    walk.take({ type: 'woken' });
    expect(walk.request).toMatchObject({ sendInitialEvents: true, timeoutSeconds: 1200 });
  });
});

describe('an initial object', () => {
  const facts = (overrides: Partial<ObjectEvent>): ObjectEvent => {
    const event = object('7', overrides);
    if (event.type !== 'object') throw new Error('not an object');
    return event;
  };
  const counted = (...events: Partial<ObjectEvent>[]): number =>
    events.reduce((all, event) => addInitialEvent(all, facts(event), 0), beginInitialEvents(newInitialEvents(), serverTime + 400))
      .count;

  test.each<[string, number, Partial<ObjectEvent>[]]>([
    ['was created in the second in which the stream began', 1, [{ createdAt: createdAfter(0) }]],
    ['was not created after that', 0, [{ createdAt: createdAfter(1) }]],
    ['has a version below that of what happens', 1, [{ change: 'MODIFIED', resourceVersion: '8' }, { resourceVersion: '7' }]],
    ['has none above it', 0, [{ change: 'MODIFIED', resourceVersion: '8' }, { resourceVersion: '10' }]],
    ['may have a version without an order', 1, [{ change: 'MODIFIED', resourceVersion: 'x' }, { resourceVersion: '10' }]],
  ])('%s', (_, count, events) => {
    expect(counted(...events)).toBe(count);
  });
});
