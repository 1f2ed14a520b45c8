import { stillHeld } from './garbage.js';

test('what is held counts, what is not does not', async () => {
  const held = { name: 'held' };
  const refs = [new WeakRef(held), ...Array.from({ length: 10 }, () => new WeakRef({ name: 'gone' }))];
  expect(await stillHeld(refs)).toBe(1);
  expect(held.name).toBe('held');
});
