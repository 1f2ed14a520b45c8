import { Heap } from './heap.js';

interface Number {
  value: number;
  index: number;
}

function setup(values: readonly number[]) {
  const heap = new Heap<Number>((a, b) => a.value < b.value);
  const entries = values.map((value) => ({ value, index: 0 }));
  for (const entry of entries) heap.push(entry);
  const drain = () => Array.from({ length: heap.length }, () => heap.shift()?.value);
  return { heap, entries, drain };
}

const shuffled = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
const sorted = [...shuffled].sort((a, b) => a - b);

test('pops items in order, and then undefined', () => {
  const { heap, drain } = setup(shuffled);
  expect(heap.peek()?.value).toBe(0);
  expect(drain()).toEqual(sorted);
  expect(heap.shift()).toBeUndefined();
  expect(heap.peek()).toBeUndefined();
});

test.each(shuffled.slice(0, 20))('what is taken out of the middle is not given: %i', (at) => {
  const { heap, entries, drain } = setup(shuffled);
  heap.remove(entries[at]!);
  expect(drain()).toEqual(sorted.filter((value) => value !== entries[at]!.value));
});

test.each([-1, 50.5, 200])('pops an item at its new place after it changed: %p', (value) => {
  for (const entry of [0, 50, 100]) {
    const { heap, entries, drain } = setup(shuffled);
    const changed = entries[entry]!;
    const wanted = [...sorted.filter((other) => other !== changed.value), value].sort((a, b) => a - b);
    changed.value = value;
    heap.fix(changed);
    expect(drain()).toEqual(wanted);
  }
});

test('is empty after clear', () => {
  const { heap } = setup(shuffled);
  heap.clear();
  expect(heap.length).toBe(0);
  expect(heap.shift()).toBeUndefined();
});
