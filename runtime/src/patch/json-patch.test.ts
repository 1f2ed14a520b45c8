import * as fc from 'fast-check';
import { growthOf } from '../util/testdata/growth.js';
import { applyJsonPatch, createJsonPatch, JsonPatchError } from './index.js';
import type { JsonPatchOperation } from './index.js';
import { jsonEqual } from './merge-patch.js';

describe('applyJsonPatch', () => {
  // The cases of RFC 6902, appendix A.
  test.each<[string, unknown, JsonPatchOperation[], unknown]>([
    ['adds a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
    ['adds an item', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    ['removes a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['removes an item', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    ['replaces', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    [
      'moves a value',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      'moves an item',
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    ['copies', { a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
    [
      'tests',
      { baz: 'qux', foo: ['a', 2, 'c'] },
      [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      { baz: 'qux', foo: ['a', 2, 'c'] },
    ],
    [
      'adds a nested object',
      { foo: 'bar' },
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      { foo: 'bar', child: { grandchild: {} } },
    ],
    ['unescapes', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    ['appends', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
    ['replaces the document', { foo: 1 }, [{ op: 'replace', path: '', value: { bar: 2 } }], { bar: 2 }],
    ['adds null', {}, [{ op: 'add', path: '/a', value: null }], { a: null }],
    [
      'takes a label named constructor',
      { labels: { constructor: 'a' } },
      [{ op: 'test', path: '/labels/constructor', value: 'a' }],
      { labels: { constructor: 'a' } },
    ],
  ])('%s', (_, document, operations, result) => {
    expect(applyJsonPatch(document, operations)).toEqual(result);
  });

  test.each<[string, unknown, unknown[], RegExp]>([
    [
      'a failed test',
      { baz: 'qux' },
      [{ op: 'test', path: '/baz', value: 'bar' }],
      /^operation 0 of the JSON Patch \(test \/baz\): Test operation failed/,
    ],
    ['a test of another type', { a: 10 }, [{ op: 'test', path: '/a', value: '10' }], /Test operation failed/],
    ['a parent that is not there', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }], /operation 0/],
    ['removing what is not there', {}, [{ op: 'remove', path: '/a' }], /operation 0/],
    ['removing an inherited name', { a: {} }, [{ op: 'remove', path: '/a/toString' }], /operation 0/],
    ['replacing what is not there', {}, [{ op: 'replace', path: '/a', value: 1 }], /operation 0/],
    ['an index past the end', { a: [1] }, [{ op: 'add', path: '/a/5', value: 1 }], /operation 0/],
    ['an index that is no number', { a: [1] }, [{ op: 'add', path: '/a/x', value: 1 }], /operation 0/],
    ['copying the length of an array', { a: [1] }, [{ op: 'copy', from: '/a/length', path: '/b' }], /operation 0/],
    ['copying a character of a string', { a: 'xyz' }, [{ op: 'copy', from: '/a/0', path: '/b' }], /operation 0/],
    ['testing an index with a leading zero', { a: [1, 2] }, [{ op: 'test', path: '/a/01', value: 2 }], /operation 0/],
    ['replacing the length of an array', { a: [1] }, [{ op: 'replace', path: '/a/length', value: 0 }], /operation 0/],
    ['removing past the end', { a: [1] }, [{ op: 'remove', path: '/a/1' }], /operation 0/],
    ['adding to a string', { a: 'x' }, [{ op: 'add', path: '/a/b', value: 1 }], /operation 0/],
    ['replacing an index with a leading zero', { a: [1, 2] }, [{ op: 'replace', path: '/a/01', value: 3 }], /operation 0/],
    ['copying what is not there', {}, [{ op: 'copy', from: '/a', path: '/b' }], /operation 0/],
    ['moving a value into itself', { a: { b: 1 } }, [{ op: 'move', from: '/a', path: '/a/c' }], /cannot be moved into itself/],
    ['an operation without a path', {}, [{ op: 'remove' }], /has no path/],
    ['an operation without a value', {}, [{ op: 'add', path: '/a' }], /\(add \/a\): has no value/],
    ['an operation without a from', {}, [{ op: 'move', path: '/a' }], /has no from/],
    ['an unknown operation', {}, [{ op: '_get', path: '/a', value: 1 }], /has an op that RFC 6902 does not define/],
    ['something else', {}, [null], /operation 0 of the JSON Patch: is not an object/],
    ['a pointer without a slash', {}, [{ op: 'add', path: 'a', value: 1 }], /"a" is not a JSON Pointer/],
    ['a bare tilde', {}, [{ op: 'add', path: '/a~2', value: 1 }], /is not a JSON Pointer/],
    ['__proto__', {}, [{ op: 'add', path: '/__proto__/polluted', value: 1 }], /__proto__ is not allowed/],
    ['__proto__ as a source', {}, [{ op: 'copy', from: '/__proto__', path: '/a' }], /__proto__ is not allowed/],
    ['constructor.prototype', {}, [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }], /operation 0/],
  ])('%s is an error that names the operation', (_, document, operations, message) => {
    const before = JSON.stringify(document);
    expect(() => applyJsonPatch(document, operations as JsonPatchOperation[])).toThrow(message);
    expect(JSON.stringify(document)).toBe(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('applies all operations or none; the error names the operation, and nothing of the document', () => {
    const document = { secret: 'hunter2', a: 1 };
    const operations: JsonPatchOperation[] = [
      { op: 'remove', path: '/a' },
      { op: 'remove', path: '/b' },
    ];
    let error: unknown;
    try {
      applyJsonPatch(document, operations);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(JsonPatchError);
    expect(error).toMatchObject({ index: 1, operation: { op: 'remove', path: '/b' } });
    expect((error as Error).message).not.toContain('hunter2');
    expect(document).toEqual({ secret: 'hunter2', a: 1 });
  });

  test('changes neither document nor operations, and shares nothing with them', () => {
    const value = { deep: [1] };
    const document = { a: { b: 1 } };
    const result = applyJsonPatch(document, [
      { op: 'add', path: '/c', value },
      { op: 'add', path: '/c/deep/-', value: 2 },
    ]);
    expect(result).toEqual({ a: { b: 1 }, c: { deep: [1, 2] } });
    expect(value).toEqual({ deep: [1] });
    expect(document).toEqual({ a: { b: 1 } });
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });
});

describe('createJsonPatch', () => {
  test.each<[object, object, JsonPatchOperation[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1 }, { a: 2 }, [{ op: 'replace', path: '/a', value: 2 }]],
    [{ a: 1 }, {}, [{ op: 'remove', path: '/a' }]],
    [{}, { 'x/y~z': 1 }, [{ op: 'add', path: '/x~1y~0z', value: 1 }]],
    [{ a: { b: 1 } }, { a: { b: 2 } }, [{ op: 'replace', path: '/a/b', value: 2 }]],
    [{ a: [1] }, { a: [1, 2] }, [{ op: 'add', path: '/a/1', value: 2 }]],
    [{ a: undefined }, {}, []],
    [{ a: 1 }, { a: undefined }, [{ op: 'remove', path: '/a' }]],
  ])('%j to %j is %j', (original, modified, operations) => {
    expect(createJsonPatch(original, modified)).toEqual(operations);
  });

  test('the patch turns the original into the modified document', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const json = fc.letrec((tie) => ({
      object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor', 'toString', 'x/y', '~', ''), tie('value'), {
        maxKeys: 4,
      }),
      value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    })).object;
    fc.assert(
      fc.property(json, json, (original, modified) =>
        jsonEqual(applyJsonPatch(original, createJsonPatch(original, modified)), modified),
      ),
      { numRuns: 500 },
    );
  });

  test('the time for long lists is linear', () => {
    const growth = growthOf(1_000, (length) => {
      const items = Array.from({ length }, (_, i) => ({ name: `item-${i}` }));
      expect(createJsonPatch({ items }, { items: [...items, { name: 'last' }] })).toHaveLength(1);
    });
    expect(growth).toBeLessThan(24);
  });
});
