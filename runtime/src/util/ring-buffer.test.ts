import fc from 'fast-check';
import { RingBuffer } from './ring-buffer.js';

test('behaves as an array with push and shift, while it grows and shrinks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -60, max: 60 })), (steps) => {
      const ring = new RingBuffer<number>();
      const model: number[] = [];
      let next = 0;
      for (const step of steps) {
        for (let i = 0; i < step; i++) {
          ring.push(next);
          model.push(next++);
        }
        for (let i = 0; i > step; i--) expect(ring.shift()).toBe(model.shift());
        expect(ring.length).toBe(model.length);
      }
    }),
  );
});

test('is empty after clear', () => {
  const ring = new RingBuffer<string>();
  for (let i = 0; i < 40; i++) ring.push(String(i));
  ring.clear();
  expect(ring.length).toBe(0);
  expect(ring.shift()).toBeUndefined();
  ring.push('a');
  expect(ring.shift()).toBe('a');
});
