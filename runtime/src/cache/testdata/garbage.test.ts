import { stillHeld } from './garbage.js';

test('what is held counts, what is not does not', async () => {
  const held = { name: 'held' };
  const refs = [new WeakRef(held), ...Array.from({ length: 10 }, () => new WeakRef({ name: 'gone' }))];
  const count = await stillHeld(refs);
  expect(count).toBeGreaterThanOrEqual(1);
  // The last one made may still be on the stack.
  expect(count).toBeLessThan(4);
  expect(held.name).toBe('held');
});
