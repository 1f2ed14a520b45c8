import { warningsDuring } from './process-warnings.js';

test('the warning about a signal with too many listeners is collected', async () => {
  const { signal } = new AbortController();
  const warnings = await warningsDuring(async () => {
    for (let i = 0; i < 11; i++) signal.addEventListener('abort', () => undefined);
  });
  expect(warnings).toEqual([expect.stringContaining('MaxListenersExceededWarning')]);
});
