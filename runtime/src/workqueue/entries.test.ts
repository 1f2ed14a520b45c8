import { Entries, type Entry } from './entries.js';

function setup() {
  let made = 0;
  const entries = new Entries<unknown, Entry<unknown>>((item) => {
    made++;
    return { item, idle: false };
  });
  return { entries, made: () => made };
}

test('an item has the same entry while it is in use', () => {
  const { entries, made } = setup();
  const entry = entries.use('a');
  expect(entries.use('a')).toBe(entry);
  expect(entries.get('a')).toBe(entry);
  expect(entries.get('b')).toBeUndefined();
  expect(made()).toBe(1);
});

test('the entry of a string is reused, and the entry of an object is not kept', () => {
  const { entries, made } = setup();
  entries.release(entries.use('a'));
  entries.release(entries.use('a'));
  expect(made()).toBe(1);
  const object = {};
  entries.release(entries.use(object));
  expect(entries.get(object)).toBeUndefined();
});

test('an expected entry is found once without a lookup, and others with a lookup', () => {
  const { entries } = setup();
  const [a, b] = [entries.use('a'), entries.use('b')];
  const nothing = entries.use(undefined);
  entries.expect(a);
  expect(entries.get('b')).toBe(b);
  expect(entries.get('a')).toBe(a);
  expect(entries.get('a')).toBe(a);
  expect(entries.get(undefined)).toBe(nothing);
  expect(entries.get('c')).toBeUndefined();
});

test('the number of unused entries is limited to a few thousand or to the number of used ones', () => {
  const { entries } = setup();
  const kept = (count: number) => Array.from({ length: count }, (_, i) => entries.get(i)).filter((entry) => entry).length;
  for (let i = 0; i < 100_000; i++) {
    entries.use(i);
    entries.release(entries.use(i));
  }
  expect(kept(100_000)).toBeLessThanOrEqual(32_768);
  for (let i = 0; i < 100_000; i++) entries.use(i);
  for (let i = 0; i < 50_000; i++) entries.release(entries.use(i));
  expect(kept(100_000)).toBe(100_000);
  for (let i = 50_000; i < 99_999; i++) entries.release(entries.use(i));
  expect(kept(100_000)).toBeLessThanOrEqual(50_000);
  expect(entries.get(99_999)).toBeDefined();
});
