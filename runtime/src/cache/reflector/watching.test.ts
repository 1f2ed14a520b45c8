import { newInternalError, StatusError } from '../../errors/index.js';
import {
  ended,
  expired,
  failed,
  listing,
  object,
  page,
  refusal,
  refused,
  reset,
  tooLarge,
  watching,
  woken,
} from '../testdata/walk.js';
import { VeryShortWatchError } from './errors.js';

describe('watching', () => {
  test('each version that is seen is where the next watch begins', () => {
    const walk = watching().take(object('11'), object('15', { change: 'MODIFIED' }));
    expect(walk.lastSyncResourceVersion).toBe('15');
    expect(walk.take(ended).request).toMatchObject({ resourceVersion: '15' });
  });

  test('events without a version leave it as it is', () => {
    expect(watching().take(object('')).lastSyncResourceVersion).toBe('10');
  });

  test.each(['', '0'])(
    'from version %j the first adds are in no order, and do not count until something else comes',
    (version) => {
      const walk = listing().take(page(version));
      expect(walk.take(object('7')).lastSyncResourceVersion).toBe(version);
      expect(walk.take(object('8', { change: 'MODIFIED' })).lastSyncResourceVersion).toBe('8');
      expect(walk.take(object('9')).lastSyncResourceVersion).toBe('9');
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
    expect(walk.take(ended).state).toMatchObject({ phase: 'watching', times: { startedAt: 300_000 }, received: 0 });
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

test('an event that a state cannot have is a fault of the driver, and said so', () => {
  expect(() => listing().take(woken)).toThrow('a reflector that is listing cannot take the event woken');
});
