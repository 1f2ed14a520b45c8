import { applyJsonPatch, JsonPatchMismatch } from './json-patch.js';
import type { JsonObject, JsonValue } from './json.js';

// Cases in which the API server differs from RFC 6902, found by random patches.
test.each<[string, JsonObject, JsonObject, JsonValue]>([
  ['adds', { a: [1, 3] }, { op: 'add', path: '/a/1', value: 2 }, { a: [1, 2, 3] }],
  ['appends', { a: [1] }, { op: 'add', path: '/a/-', value: 2 }, { a: [1, 2] }],
  ['replaces a field that is not there', {}, { op: 'replace', path: '/a', value: 1 }, { a: 1 }],
  ['adds null for a value that is left out', {}, { op: 'add', path: '/a' }, { a: null }],
  ['counts from the end', { a: [1, 2] }, { op: 'remove', path: '/a/-1' }, { a: [1] }],
  ['adds behind the last item, counted from the end', { a: [1, 2] }, { op: 'add', path: '/a/-1', value: 3 }, { a: [1, 2, 3] }],
  ['takes signs and zeros before an index', { a: [1, 2] }, { op: 'replace', path: '/a/+01', value: 3 }, { a: [1, 3] }],
  ['copies null from where nothing is', {}, { op: 'copy', from: '/a', path: '/b' }, { b: null }],
  ['finds null where nothing is', {}, { op: 'test', path: '/a', value: null }, {}],
  ['replaces the document', { a: 1 }, { op: 'replace', path: '', value: [1] }, [1]],
  ['tests the document', { a: 1 }, { op: 'test', path: '', value: { a: 1 } }, { a: 1 }],
  ['moves', { a: { b: 1 } }, { op: 'move', from: '/a/b', path: '/c' }, { a: {}, c: 1 }],
  ['unescapes', { 'x/y': 1, '~1': 2 }, { op: 'copy', from: '/~01', path: '/x~1y' }, { 'x/y': 2, '~1': 2 }],
  ['leaves a tilde alone that escapes nothing', {}, { op: 'add', path: '/a~b', value: 1 }, { 'a~b': 1 }],
])('%s', (_, document, operation, result) => {
  const given = structuredClone(document);
  expect(applyJsonPatch(document, [operation])).toEqual(result);
  expect(document).toEqual(given);
});

test.each<[string, JsonObject, JsonValue]>([
  ['the document added', {}, { op: 'add', path: '', value: {} }],
  ['the document replaced by a scalar', {}, { op: 'replace', path: '', value: 1 }],
  ['an index past the end', { a: [1] }, { op: 'add', path: '/a/2', value: 1 }],
  ['an index before the beginning', { a: [1] }, { op: 'remove', path: '/a/-2' }],
  ['no index', { a: [1] }, { op: 'replace', path: '/a/x', value: 1 }],
  ['no parent', {}, { op: 'add', path: '/a/b', value: 1 }],
  ['nothing to remove', {}, { op: 'remove', path: '/toString' }],
  ['nothing to move', {}, { op: 'move', from: '/a', path: '/b' }],
  ['another value', { a: 1 }, { op: 'test', path: '/a', value: 2 }],
  ['an unknown operation', {}, { op: 'x', path: '/a' }],
  ['no path', {}, { op: 'add' }],
  ['no operation', {}, 1],
])('%s cannot be applied', (_, document, operation) => {
  expect(() => applyJsonPatch(document, [operation])).toThrow(JsonPatchMismatch);
});

test('the growth of a document by copies is limited', () => {
  const doubled = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '', path: `/a/${i}` }));
  const grown = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/a', path: `/a/${i}` }));
  expect(() => applyJsonPatch({ a: {} }, doubled)).toThrow(JsonPatchMismatch);
  expect(() => applyJsonPatch({ a: { x: 'x'.repeat(1000) } }, grown)).toThrow(/copies come to more than/);
});

test('a path through __proto__ does not change prototypes', () => {
  const made = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(JSON.stringify(made)).toBe('{"__proto__":{"polluted":1}}');
});
