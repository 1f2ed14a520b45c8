import { unexpectedAnswer } from '../../errors/connection-error.js';
import { ConnectionError, newInternalError, StatusError } from '../../errors/index.js';
import { bookmark, failed, listing, object, opened, page, sent, streaming, timeout, type Walk } from '../testdata/walk.js';
import type { ReflectorEvent } from './state.js';

const ended: ReflectorEvent = { type: 'ended' };
const cut = new ConnectionError('GET /api/v1/pods: socket hang up', { code: 'ECONNRESET' });
const idle = new ConnectionError('GET /api/v1/pods: no byte arrived within 75000 ms', { code: 'ETIMEDOUT' });
const refused = new ConnectionError('GET /api/v1/pods: connect ECONNREFUSED', { code: 'ECONNREFUSED' });

/** Watching from version 10, over a connection that is open. */
const watching = () => listing().take(page('10'), sent, opened);

describe('a watch that is cut', () => {
  test.each<[string, Error]>([
    ['a cut', cut],
    ['an idle timeout', idle],
    ['an early end of the stream', Object.assign(new Error('premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })],
  ])('%s after more than two seconds is no failure: it is watched again at once, from the last version', (_, error) => {
    const walk = watching().take(object('12'));
    walk.now = 2001;
    walk.take(failed(error));
    expect(walk.state).toMatchObject({ phase: 'watching', times: { startedAt: 2001 } });
    expect(walk.request).toMatchObject({ resourceVersion: '12' });
    expect(walk.effects).toEqual([]);
  });

  test.each<[string, number, Error]>([
    ['cut after two seconds or less', 2000, cut],
    ['refused', 60_000, refused],
    ['given an error by the server', 60_000, newInternalError('oops')],
    ['sent an answer that is no watch', 60_000, new ConnectionError('not JSON', { code: unexpectedAnswer })],
  ])('a watch that was %s has failed: it is reported and backs off', (_, now, error) => {
    const walk = watching();
    walk.now = now;
    walk.take(failed(error));
    expect(walk.effects).toEqual([{ type: 'report', error }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'watch', delayMs: 800 });
  });

  test('a watch that never opened has failed, however long it took', () => {
    const walk = listing().take(page('10'), sent);
    walk.now = 75_000;
    walk.take(failed(idle));
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'watch' });
  });

  test('a source that does not report its progress is open from its first event on', () => {
    const walk = listing().take(page('10'), sent);
    walk.now = 1000;
    walk.take(object('11'));
    walk.now = 3001;
    expect(walk.take(failed(cut)).state.phase).toBe('watching');
  });

  test('behind a relay that cuts every 20 s it is watching at least 99 % of the time, and never lists or streams again', () => {
    const walk = streaming().take(sent, opened, bookmark('10', true));
    let waitedMs = 0;
    for (let cuts = 1; cuts <= 1000; cuts++) {
      walk.now += 20_000;
      walk.take(failed(cut));
      // Now and then the relay itself is away for a moment.
      if (cuts % 100 === 0) walk.take(failed(refused));
      if (walk.state.phase === 'waiting') {
        waitedMs += walk.state.delayMs;
        walk.now += walk.state.delayMs;
        walk.take({ type: 'woken' });
      }
      expect(walk.state.phase).toBe('watching');
      expect(walk.request).not.toHaveProperty('sendInitialEvents');
      walk.now += 5;
      walk.take(sent, opened);
    }
    expect(waitedMs / walk.now).toBeLessThan(0.01);
  });

  test('a cut of a watch whose versions do not count yet lists the newest state at once', () => {
    const walk = listing().take(page('0'), sent, opened, object('7'));
    walk.now = 20_000;
    expect(walk.take(failed(cut)).request).toEqual({ resourceVersion: '', limit: 500 });
  });
});

describe('the end of a watch', () => {
  test('a watch that stays open past its requested time and 30 s is ended, also if events keep coming', () => {
    const walk = watching();
    expect(walk.deadline).toBe(330_000);
    walk.now = 329_000;
    walk.take(object('11'));
    expect(walk.deadline).toBe(330_000);
    walk.now = 330_000;
    walk.take(timeout);
    expect(walk.state).toMatchObject({ phase: 'watching', times: { startedAt: 330_000 } });
    expect(walk.effects).toEqual([]);
  });

  test('the time limit begins when the request is sent', () => {
    const walk = listing().take(page('10'));
    expect(walk.deadline).toBeUndefined();
    walk.now = 240_000;
    expect(walk.take(sent).deadline).toBe(570_000);
  });
});

describe('a proxy that buffers', () => {
  /** The answer to the stream has begun, and brought `objects` in ten seconds; the list has `items`. */
  const silent = (objects: number, items: number): Walk => {
    const walk = streaming().take(sent, opened);
    for (let i = 0; i < objects; i++) walk.take(object(String(i + 1)));
    walk.now = 10_000;
    return walk.take(timeout, page('10', undefined, items));
  };
  const seconds = (walk: Walk): number => (walk.request && 'timeoutSeconds' in walk.request ? walk.request.timeoutSeconds : NaN);

  test('is found by initial events that do not come though the answer has begun: watches then last at most 60 s', () => {
    const walk = silent(0, 3);
    expect(walk.state.phase).toBe('watching');
    for (const random of [0, 0.5, 0.9999]) {
      walk.random = random;
      walk.now += 60_000;
      expect(seconds(walk.take(sent, opened, object('11'), ended))).toBeGreaterThanOrEqual(45);
      expect(seconds(walk)).toBeLessThanOrEqual(60);
    }
  });

  test('is found if a part of the objects came, and if the answer did not begin either', () => {
    expect(seconds(silent(2, 3))).toBe(60);
    const walk = streaming().take(sent);
    walk.now = 10_000;
    expect(seconds(walk.take(timeout, page('10', undefined, 0)))).toBe(60);
  });

  test('a server that brought all objects and then fell silent ignores the parameter, and is no proxy', () => {
    expect(seconds(silent(3, 3))).toBe(300);
  });

  test('its items are counted over all pages', () => {
    const walk = streaming().take(sent, opened, object('1'), object('2'));
    walk.now = 10_000;
    expect(seconds(walk.take(timeout, page('10', 'next', 1), page('10', undefined, 1)))).toBe(300);
  });

  test('a change is seen within 60 s and a margin: its watch ends then, and the next one goes on', () => {
    const walk = silent(0, 3).take(sent, opened);
    expect(walk.deadline).toBe(10_000 + 60_000 + 30_000);
    walk.now += 60_000;
    walk.take(object('11'), ended);
    expect(walk.request).toMatchObject({ resourceVersion: '11', timeoutSeconds: 60 });
    expect(walk.said).toEqual([]);
  });

  test('a bookmark that comes a second before the end of its watch shows that nothing is held back', () => {
    const walk = silent(0, 0).take(sent, opened);
    walk.now += 58_000;
    walk.take(bookmark('11'));
    walk.now += 2000;
    expect(seconds(walk.take(ended))).toBe(300);
  });

  test('one that comes together with the end does not', () => {
    const walk = silent(0, 0).take(sent, opened);
    walk.now += 60_000;
    expect(seconds(walk.take(bookmark('11'), ended))).toBe(60);
  });
});

test('a refusal of the server is never taken for a cut', () => {
  const walk = watching();
  walk.now = 60_000;
  const gone = new StatusError({ status: 'Failure', code: 410, reason: 'Expired' });
  expect(walk.take(failed(gone)).state).toMatchObject({ phase: 'waiting', then: 'sync' });
});
