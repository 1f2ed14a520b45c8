import { stillHeld } from './garbage.js';

test('counts only objects that something refers to', async () => {
  const held = { name: 'held' };
  const refs = [new WeakRef(held), ...Array.from({ length: 10 }, () => new WeakRef({ name: 'gone' }))];
  const count = await stillHeld(refs);
  expect(count).toBeGreaterThanOrEqual(1);
  // The stack may still refer to the last object.
  expect(count).toBeLessThan(4);
  expect(held.name).toBe('held');
});
