import { warningsDuring } from './process-warnings.js';

test('a signal with more listeners than Node expects is seen', async () => {
  const { signal } = new AbortController();
  const warnings = await warningsDuring(async () => {
    for (let i = 0; i < 11; i++) signal.addEventListener('abort', () => undefined);
  });
  expect(warnings).toEqual([expect.stringContaining('MaxListenersExceededWarning')]);
});
