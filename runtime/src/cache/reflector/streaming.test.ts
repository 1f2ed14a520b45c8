import { newInternalError, StatusError } from '../../errors/index.js';
import {
  bookmark,
  ended,
  expired,
  failed,
  object,
  page,
  refusal,
  refused,
  reset,
  streaming,
  timeout,
  tooLarge,
  woken,
} from '../testdata/walk.js';
import { UnfinishedStreamError } from './errors.js';

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
      version: '10',
      order: { ordered: true },
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
