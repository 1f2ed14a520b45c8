import { newTooManyRequests } from './constructors.js';
import { suggestedDelayMs } from './suggested-delay.js';

test.each([
  ['as long as the server says', newTooManyRequests('busy', 7), 7_000],
  ['5 minutes at most', newTooManyRequests('busy', 999_999_999), 300_000],
  ['0 for an error without a suggestion', new Error('other'), 0],
])('a watch waits %s', (_rule, error, expected) => {
  expect(suggestedDelayMs(error)).toBe(expected);
});

test('a watch waits no longer than `maxRetryAfterMs`', () => {
  expect(suggestedDelayMs(newTooManyRequests('busy', 60), 20_000)).toBe(20_000);
});
