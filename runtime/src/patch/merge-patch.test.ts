import * as fc from 'fast-check';
import { applyMergePatch, createMergePatch } from './index.js';
import { jsonEqual } from './merge-patch.js';

describe('applyMergePatch', () => {
  // The cases of RFC 7396, appendix A.
  test.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (document, patch, result) => {
    expect(applyMergePatch(document, patch)).toEqual(result);
  });

  test('changes neither document nor patch, and shares nothing with them', () => {
    const document = { a: { b: [1] }, same: { x: 1 } };
    const patch = { a: { c: { d: [2] } } };
    const result = applyMergePatch(document, patch);
    expect(document).toEqual({ a: { b: [1] }, same: { x: 1 } });
    expect(result).toEqual({ a: { b: [1], c: { d: [2] } }, same: { x: 1 } });
    document.same.x = 5;
    document.a.b.push(9);
    patch.a.c.d.push(9);
    expect(result).toEqual({ a: { b: [1], c: { d: [2] } }, same: { x: 1 } });
  });

  test('keys keep the order of the document', () => {
    expect(JSON.stringify(applyMergePatch({ a: 1, b: 2, c: 3 }, { d: 4, a: 5, b: null }))).toBe('{"a":5,"c":3,"d":4}');
  });

  test.each([
    '{"__proto__": {"polluted": true}}',
    '{"constructor": {"prototype": {"polluted": true}}}',
    '{"a": {"__proto__": {"polluted": 1}}}',
  ])('%s changes no prototype, and its keys are set', (text) => {
    const patch: unknown = JSON.parse(text);
    const result = applyMergePatch({}, patch);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(text));
    expect(Reflect.getPrototypeOf(result as object)).toBe(Object.prototype);
    expect(JSON.stringify(applyMergePatch(JSON.parse(text), {}))).toBe(JSON.stringify(JSON.parse(text)));
  });

  test('an inherited property does not exist', () => {
    expect(applyMergePatch({}, { toString: { a: 1 } })).toEqual({ toString: { a: 1 } });
    expect(createMergePatch({}, { toString: 'a' })).toEqual({ toString: 'a' });
  });
});

describe('createMergePatch', () => {
  test.each<[object, object, object]>([
    [{ a: 1 }, { a: 1 }, {}],
    [{ a: 1 }, { a: 2 }, { a: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }, { b: null }],
    [{}, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
    [{ a: { b: 1 } }, { a: {} }, { a: { b: null } }],
    [{ a: [1, 2] }, { a: [1, 2, 3] }, { a: [1, 2, 3] }],
    [{ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] }, {}],
    [{ a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
    [{ a: undefined }, {}, {}],
    [{}, { a: undefined }, {}],
    [{ a: 1 }, { a: undefined }, { a: null }],
    [{ a: null }, {}, { a: null }],
    [{ a: { b: 1, c: undefined } }, { a: { b: 1 } }, {}],
  ])('%j to %j is %j', (original, modified, patch) => {
    expect(createMergePatch(original, modified)).toEqual(patch);
  });

  test('the patch turns the original into the modified document', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const json = fc.letrec((tie) => ({
      object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'x/y'), tie('value'), { maxKeys: 4 }),
      value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    })).object;
    fc.assert(
      fc.property(json, json, (original, modified) => {
        const patch = createMergePatch(original, modified);
        return jsonEqual(applyMergePatch(original, patch), modified);
      }),
    );
  });
});
