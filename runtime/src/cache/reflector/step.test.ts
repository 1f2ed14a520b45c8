import { ConnectionError, newInternalError, newResourceExpired, newTooManyRequests, StatusError } from '../../errors/index.js';
import { bookmark, failed, listing, object, page, streaming, timeout, type Walk } from '../testdata/walk.js';
import { UnfinishedStreamError, VeryShortWatchError } from './errors.js';
import { nextBackoff, type ReflectorEvent, type StepContext } from './state.js';

const refusal = (code: number, reason = '') => new StatusError({ status: 'Failure', code, reason });
const tooLarge = new StatusError({
  code: 504,
  reason: 'Timeout',
  details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
});
const reset = new ConnectionError('GET /api/v1/pods: socket hang up', { code: 'ECONNRESET' });
const refused = new ConnectionError('GET /api/v1/pods: connect ECONNREFUSED', { code: 'ECONNREFUSED' });
const expired = newResourceExpired('too old resource version');
const woken: ReflectorEvent = { type: 'woken' };
const ended: ReflectorEvent = { type: 'ended' };

/** Watching from version 10, after a list. */
const watching = () => listing().take(page('10'));
/** Lists again, at least as new as version 10. */
const relisting = () => watching().take(failed(expired), woken);

describe('listing', () => {
  test('the first list asks for version 0, in pages', () => {
    const walk = listing();
    expect(walk.state.phase).toBe('listing');
    expect(walk.request).toEqual({ resourceVersion: '0', limit: 500 });
    expect(walk.said).toEqual(['forget']);
  });

  test('the last page puts the list in the place of everything, and the watch begins at its version', () => {
    const walk = listing().take(page('10'));
    expect(walk.said).toEqual(['replace 10']);
    expect(walk.state).toMatchObject({ phase: 'watching', lastSyncResourceVersion: '10', ordered: true });
    expect(walk.request).toEqual({ resourceVersion: '10', allowWatchBookmarks: true, timeoutSeconds: 300 });
  });

  test('further pages are asked for by their token alone', () => {
    const walk = listing().take(page('10', 'next'));
    expect(walk.request).toEqual({ continue: 'next', limit: 500 });
    expect(walk.said).toEqual([]);
    expect(walk.take(page('10', 'more')).request).toEqual({ continue: 'more', limit: 500 });
    expect(walk.take(page('10')).said).toEqual(['replace 10']);
  });

  test('an expired token falls back to the whole list at the version that was asked for', () => {
    const walk = listing().take(page('10', 'next'), failed(expired));
    expect(walk.request).toEqual({ resourceVersion: '0' });
    expect(walk.said).toEqual(['forget']);
    expect(walk.take(page('11')).said).toEqual(['replace 11']);
  });

  test('a relist asks for the version last seen, unpaged, so that the watch cache can serve it', () => {
    expect(relisting().request).toEqual({ resourceVersion: '10' });
  });

  test('where version 0 came in pages there is no watch cache, and relists are paged too', () => {
    const walk = listing().take(page('10', 'next'), page('10'), failed(expired), woken);
    expect(walk.request).toEqual({ resourceVersion: '10', limit: 500 });
  });

  test('pages of a list of the newest state do not make relists paged', () => {
    const walk = relisting().take(failed(expired), page('20', 'next'), page('20'), failed(expired), woken);
    expect(walk.request).toEqual({ resourceVersion: '20' });
  });

  test.each([
    [7, { resourceVersion: '10', limit: 7 }],
    [0, { resourceVersion: '10' }],
  ])('a page size of %i is taken for all lists', (pageSize, wanted) => {
    const walk = watching();
    walk.pageSize = pageSize;
    expect(walk.take(failed(expired), woken).request).toEqual(wanted);
  });

  test.each([
    ['expired', expired],
    ['gone', refusal(410, 'Gone')],
    ['too large', tooLarge],
    [
      'too large, as old servers say it',
      new StatusError({ code: 504, reason: 'Timeout', message: 'Timeout: Too large resource version: 9, current: 1' }),
    ],
    [
      'too large, as older servers say it',
      new StatusError({ code: 504, reason: 'Timeout', details: { causes: [{ message: 'Too large resource version' }] } }),
    ],
    ['refused as no version at all', refusal(400, 'BadRequest')],
  ])('a version that is %s makes it ask for the newest state at once', (_, error) => {
    const walk = relisting().take(failed(error));
    expect(walk.state.phase).toBe('listing');
    expect(walk.request).toEqual({ resourceVersion: '', limit: 500 });
    // Once that succeeds, versions count again.
    expect(walk.take(page('20'), failed(expired), woken).request).toEqual({ resourceVersion: '20' });
  });

  test('when the newest state is refused too it backs off, and asks for the newest again', () => {
    const walk = relisting().take(failed(expired), failed(expired));
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync' });
    expect(walk.said).toEqual(['report']);
    expect(walk.take(woken).request).toEqual({ resourceVersion: '', limit: 500 });
  });

  test.each([
    ['a server error', newInternalError('oops')],
    ['unauthorized', refusal(401)],
    ['forbidden', refusal(403)],
    ['not found', refusal(404)],
    ['too many requests', refusal(429)],
    ['a timeout that is not about versions', refusal(504, 'Timeout')],
    ['a network error', new Error('ECONNREFUSED')],
    ['something that is no error', 'oops'],
  ])('%s is reported, and the list is tried again after a wait', (_, error) => {
    const walk = listing().take(failed(error));
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync', delayMs: 800 });
    expect(walk.effects).toEqual([{ type: 'report', error }]);
    expect(walk.take(woken).request).toEqual({ resourceVersion: '0', limit: 500 });
  });
});

describe('streaming the initial state', () => {
  test('the first stream asks for the newest state', () => {
    const walk = streaming();
    expect(walk.state.phase).toBe('streaming');
    expect(walk.request).toEqual({
      resourceVersion: '',
      resourceVersionMatch: 'NotOlderThan',
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      timeoutSeconds: 300,
    });
    expect(walk.said).toEqual(['forget']);
  });

  test('the closing bookmark puts what was collected in the place of everything, and the same watch goes on', () => {
    const walk = streaming().take(object('3'));
    expect(walk.said).toEqual(['collect']);
    walk.take(bookmark('10', true));
    expect(walk.said).toEqual(['replace 10']);
    expect(walk.state).toMatchObject({
      phase: 'watching',
      lastSyncResourceVersion: '10',
      ordered: true,
      request: { sendInitialEvents: true },
    });
    // The next watch is a plain one.
    walk.now = 5000;
    expect(walk.take(ended).request).toEqual({ resourceVersion: '10', allowWatchBookmarks: true, timeoutSeconds: 300 });
  });

  test('a later stream begins at the version last seen', () => {
    const walk = streaming().take(bookmark('10', true), failed(expired), woken);
    expect(walk.state.phase).toBe('streaming');
    expect(walk.request).toMatchObject({ resourceVersion: '10', sendInitialEvents: true });
  });

  test.each([
    ['expired', expired],
    ['too large', tooLarge],
  ])('a version that is %s makes it stream the newest state at once', (_, error) => {
    const walk = streaming().take(bookmark('10', true), failed(expired), woken, failed(error));
    expect(walk.state.phase).toBe('streaming');
    expect(walk.request).toMatchObject({ resourceVersion: '' });
    expect(walk.said).toEqual(['forget']);
    // Refused even so: a list of the newest state.
    expect(walk.take(failed(error)).request).toEqual({ resourceVersion: '', limit: 500 });
  });

  test.each([400, 404, 405, 406, 410, 415, 422])('a refusal with %i falls back to a list at once', (code) => {
    const walk = streaming().take(failed(refusal(code)));
    expect(walk.state.phase).toBe('listing');
    expect(walk.said).toEqual(['forget']);
  });

  test.each([
    [400, 'listing'],
    [422, 'listing'],
    [404, 'streaming'],
  ])('after a refusal with %i the next relist begins by %s', (code, phase) => {
    const walk = streaming().take(failed(refusal(code)), page('10'), failed(expired), woken);
    expect(walk.state.phase).toBe(phase);
  });

  test.each([
    ['unauthorized', refusal(401)],
    ['forbidden', refusal(403)],
    ['too many requests', refusal(429)],
    ['a server error', newInternalError('oops')],
    ['a network error', new Error('ECONNREFUSED')],
  ])('%s is reported, and the stream tried again after a wait', (_, error) => {
    const walk = streaming().take(failed(error));
    expect(walk.effects).toEqual([{ type: 'report', error }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync', delayMs: 800 });
    expect(walk.take(woken).state.phase).toBe('streaming');
  });

  test('silence falls back to a list, and the server is not asked to stream again', () => {
    const walk = streaming().take(object('3'), timeout);
    expect(walk.request).toEqual({ resourceVersion: '0', limit: 500 });
    expect(walk.said).toEqual(['forget']);
    expect(walk.take(page('10'), failed(expired), woken).state.phase).toBe('listing');
  });

  test('a stream that ends at once and empty falls back to a list', () => {
    const walk = streaming();
    walk.now = 999;
    expect(walk.take(ended).state.phase).toBe('listing');
  });

  test('a stream that was cut is tried again once, then the state is listed', () => {
    const walk = streaming().take(object('3'), ended);
    expect(walk.effects).toEqual([{ type: 'report', error: new UnfinishedStreamError() }]);
    expect(walk.take(woken).state.phase).toBe('streaming');
    walk.take(object('3'), failed(new Error('ECONNRESET')), woken);
    expect(walk.state.phase).toBe('listing');
    expect(walk.said).toEqual(['forget']);
    // The next relist streams again.
    expect(walk.take(page('10'), failed(expired), woken).state.phase).toBe('streaming');
  });

  test.each([
    ['a 5xx', refusal(502)],
    ['a connection that breaks', reset],
  ])('%s twice in a row: the state is listed, since a gateway may carry no streams', (_, error) => {
    const walk = streaming().take(failed(error), woken);
    expect(walk.state.phase).toBe('streaming');
    expect(walk.take(failed(error)).state).toMatchObject({ phase: 'waiting', delayMs: 1600 });
    expect(walk.take(woken).state.phase).toBe('listing');
  });

  test('a server that is not there is asked to stream again, however often', () => {
    const walk = streaming();
    for (let i = 0; i < 10; i++) expect(walk.take(failed(refused), woken).state.phase).toBe('streaming');
  });

  test('a list in the place of streams comes no sooner than the server asked for', () => {
    const walk = streaming().take(failed(refusal(503)), woken);
    const busy = new StatusError({ status: 'Failure', code: 503, details: { retryAfterSeconds: 60 } });
    expect(walk.take(failed(busy)).state).toMatchObject({ phase: 'waiting', delayMs: 60_000 });
    expect(walk.take(woken).state.phase).toBe('listing');
  });
});

describe('watching', () => {
  test('each version that is seen is where the next watch begins', () => {
    const walk = watching().take(object('11'), object('15', { change: 'MODIFIED' }));
    expect(walk.state.lastSyncResourceVersion).toBe('15');
    expect(walk.take(ended).request).toMatchObject({ resourceVersion: '15' });
  });

  test('events without a version leave it as it is', () => {
    expect(watching().take(object('')).state.lastSyncResourceVersion).toBe('10');
  });

  test.each(['', '0'])(
    'from version %j the first adds are in no order, and do not count until something else comes',
    (version) => {
      const walk = listing().take(page(version));
      expect(walk.take(object('7')).state.lastSyncResourceVersion).toBe(version);
      expect(walk.take(object('8', { change: 'MODIFIED' })).state.lastSyncResourceVersion).toBe('8');
      expect(walk.take(object('9')).state.lastSyncResourceVersion).toBe('9');
    },
  );

  test.each([
    ['ends', ended, 'listing'],
    ['fails', failed(new Error('ECONNRESET')), 'waiting'],
  ] as const)(
    'a watch from version 0 that %s before its versions count is no ground to go on from: the newest state is listed',
    (_, event, phase) => {
      const walk = listing().take(page('0'), object('7'), event);
      expect(walk.state.phase).toBe(phase);
      if (phase === 'waiting') walk.take(woken);
      expect(walk.request).toEqual({ resourceVersion: '', limit: 500 });
    },
  );

  test('a watch that ends is begun again at once', () => {
    const walk = watching();
    walk.now = 300_000;
    expect(walk.take(ended).state).toMatchObject({ phase: 'watching', startedAt: 300_000, received: 0 });
    expect(walk.said).toEqual([]);
  });

  test('a short watch that brought something is no fault', () => {
    expect(watching().take(object('11'), ended).state.phase).toBe('watching');
  });

  test('a very short watch is reported, and the state is got anew after a wait', () => {
    const walk = watching();
    walk.now = 999;
    walk.take(ended);
    expect(walk.effects).toEqual([{ type: 'report', error: new VeryShortWatchError() }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync' });
  });

  test('the timeout of a watch is random in 5 to 10 minutes', () => {
    for (const [random, seconds] of [
      [0, 300],
      [0.5, 450],
      [0.9999, 599],
    ] as const) {
      const walk = watching();
      walk.random = random;
      walk.now = 2000;
      expect(walk.take(ended).request).toMatchObject({ timeoutSeconds: seconds });
    }
  });

  test.each([
    ['expired', expired],
    ['gone', refusal(410, 'Gone')],
    ['expired, said without a code', new StatusError({ reason: 'Expired' })],
    ['not found', refusal(404, 'NotFound')],
    ['refused', refusal(400, 'BadRequest')],
    // It was deleted without having been read: no event of its deletion will ever come.
    ['an object that cannot be read from storage', refusal(500, 'StorageReadError')],
  ])('%s: the state is got anew after a wait, at least as new as what was seen', (_, error) => {
    const walk = watching().take(object('12'), failed(error));
    expect(walk.effects).toEqual([{ type: 'report', error }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync' });
    expect(walk.take(woken).request).toEqual({ resourceVersion: '12' });
  });

  test('a version that is too large: the newest state is got after a wait', () => {
    expect(watching().take(failed(tooLarge), woken).request).toEqual({ resourceVersion: '', limit: 500 });
  });

  test.each([
    ['unauthorized', refusal(401)],
    ['forbidden', refusal(403)],
    ['too many requests', refusal(429)],
    ['a server error', newInternalError('oops')],
    ['unavailable', refusal(503)],
    ['a network error', new Error('ECONNRESET')],
  ])('%s: the watch goes on from the last version after a wait, without a list', (_, error) => {
    const walk = watching().take(object('12'), failed(error));
    expect(walk.effects).toEqual([{ type: 'report', error }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'watch' });
    expect(walk.take(woken).state).toMatchObject({ phase: 'watching', request: { resourceVersion: '12' } });
  });

  test('what breaks five times in a row is asked no more: the state is got anew', () => {
    const walk = watching();
    for (let i = 0; i < 4; i++) {
      expect(walk.take(failed(i % 2 === 0 ? refusal(503) : reset)).state).toMatchObject({ phase: 'waiting', then: 'watch' });
      walk.take(woken);
    }
    expect(walk.take(failed(refusal(500))).state).toMatchObject({ phase: 'waiting', then: 'sync' });
    expect(walk.take(woken).request).toEqual({ resourceVersion: '10' });
    // From there it is counted anew.
    expect(walk.take(page('20'), failed(refusal(503))).state).toMatchObject({ phase: 'waiting', then: 'watch' });
  });

  test.each([
    ['an event', object('11')],
    ['a connection that is refused', failed(refused)],
    ['a watch that has its time', ended],
  ])('%s between them begins the count anew', (_, between) => {
    const walk = watching();
    for (let i = 0; i < 4; i++) walk.take(failed(refusal(503)), woken);
    walk.now += 300_000;
    walk.take(between);
    if (walk.state.phase === 'waiting') walk.take(woken);
    for (let i = 0; i < 4; i++) {
      expect(walk.take(failed(refusal(503))).state).toMatchObject({ phase: 'waiting', then: 'watch' });
      walk.take(woken);
    }
  });
});

describe('backing off', () => {
  const waits = (walk: Walk, count: number, error: unknown = new Error('down')) =>
    Array.from({ length: count }, () => {
      walk.take(failed(error));
      if (walk.state.phase !== 'waiting') throw new Error('not waiting');
      const { delayMs } = walk.state;
      walk.now += delayMs;
      walk.take(woken);
      return delayMs;
    });

  test('begins with 800 ms, doubles, and ends at 30 s', () => {
    expect(waits(watching(), 8)).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  });

  test('jitter adds up to as much again', () => {
    const walk = watching();
    walk.random = 0.5;
    expect(waits(walk, 2)).toEqual([1200, 2400]);
  });

  test('lists and watches share it', () => {
    const walk = listing();
    waits(walk, 2);
    walk.take(page('10'));
    expect(waits(walk, 1)).toEqual([3200]);
  });

  test('two minutes without a wait reset it', () => {
    const walk = watching();
    waits(walk, 5);
    walk.now += 120_000;
    expect(waits(walk, 1)).toEqual([25_600]);
    walk.now += 120_001;
    expect(waits(walk, 2)).toEqual([800, 1600]);
  });

  test('no wait is shorter than the server asks for', () => {
    expect(waits(watching(), 4, newTooManyRequests('slow down', 5))).toEqual([5000, 5000, 5000, 6400]);
  });

  test('the end of a wait is what the next is measured from', () => {
    const context: StepContext = { now: 1000, random: () => 0, pageSize: undefined, checksIdentity: false };
    expect(nextBackoff({ nextMs: 3200, endedAt: 0 }, context, 0)).toEqual({
      delayMs: 3200,
      backoff: { nextMs: 6400, endedAt: 4200 },
    });
  });
});

test('an event that a state cannot have is a fault of the driver, and said so', () => {
  expect(() => listing().take(woken)).toThrow('a reflector that is listing cannot take the event woken');
});
