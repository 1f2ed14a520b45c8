import { deepFreeze } from './freeze.js';

test('freezes a value and everything in it, and returns the same value', () => {
  const value = { list: [{ deep: { er: 1 } }], none: null, text: 'a' };
  expect(deepFreeze(value)).toBe(value);
  for (const part of [value, value.list, value.list[0], value.list[0]!.deep]) expect(Object.isFrozen(part)).toBe(true);
  expect(() => value.list.push({ deep: { er: 2 } })).toThrow(TypeError);
});

test('accepts any depth, and values that are not objects', () => {
  let deep: object = {};
  for (let i = 0; i < 100_000; i++) deep = { deep };
  expect(Object.isFrozen(deepFreeze(deep))).toBe(true);
  expect(deepFreeze('text')).toBe('text');
  expect(deepFreeze(null)).toBe(null);
});
