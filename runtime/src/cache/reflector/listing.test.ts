import { newInternalError, StatusError } from '../../errors/index.js';
import { expired, failed, listing, page, refusal, relisting, tooLarge, watching, woken } from '../testdata/walk.js';

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
    expect(walk.state).toMatchObject({ phase: 'watching', version: '10', order: { ordered: true } });
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
