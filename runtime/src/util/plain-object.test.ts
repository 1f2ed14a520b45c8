import vm from 'node:vm';
import { deepCopy, isPlainObject } from './plain-object.js';

describe('deepCopy', () => {
  test('shares nothing with the original', () => {
    const original = { a: [{ b: 1 }], c: { d: null, e: undefined, f: false, g: '' } };
    const copy = deepCopy(original);
    expect(copy).toStrictEqual(original);
    expect(copy.a).not.toBe(original.a);
    expect(copy.a[0]).not.toBe(original.a[0]);
    expect(copy.c).not.toBe(original.c);
  });

  test('a key __proto__ is copied as a key, and changes no prototype', () => {
    const copy = deepCopy<unknown>(JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {"x": 1}}}'));
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  test('the copy of a frozen object is mutable', () => {
    const copy = deepCopy(Object.freeze({ items: Object.freeze([1]) as number[] }));
    copy.items.push(2);
    expect(copy.items).toEqual([1, 2]);
  });

  test('dates and bytes keep their types', () => {
    const original = { at: new Date(5), bytes: new Uint8Array([1, 2]) };
    const copy = deepCopy(original);
    expect(copy.at.getTime()).toBe(5);
    expect(copy.at).not.toBe(original.at);
    expect([...copy.bytes]).toEqual([1, 2]);
    expect(copy.bytes).not.toBe(original.bytes);
  });
});

describe('isPlainObject', () => {
  class Thing {
    readonly own = 1;
  }
  test.each<[unknown, boolean]>([
    [{}, true],
    [Object.create(null), true],
    [vm.runInNewContext('({})'), true],
    [[], false],
    [null, false],
    ['a', false],
    [new Date(), false],
    [new Thing(), false],
    [new Map(), false],
  ])('%p: %p', (value, plain) => {
    expect(isPlainObject(value)).toBe(plain);
  });
});
