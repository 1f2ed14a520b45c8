import type { JsonObject } from './json.js';
import { applyMergePatch } from './merge-patch.js';

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ['sets, removes and goes down', { a: 1, b: 2, c: { d: 1, e: 2 } }, { a: 3, b: null, c: { d: null } }, { a: 3, c: { e: 2 } }],
  ['replaces lists', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['leaves out nulls in new objects', {}, { a: { b: null, c: { d: null } } }, { a: { c: {} } }],
  // Differences of the API server from RFC 7396, found by random patches.
  ['leaves out nulls in objects of new lists', {}, { a: [{ b: null }, null] }, { a: [{}, null] }],
  ['leaves out nulls in objects of lists that stand for others', { a: [1] }, { a: [{ b: null }] }, { a: [{}] }],
  ['keeps nulls in lists that stand where an object was', { a: {} }, { a: [{ b: null }] }, { a: [{ b: null }] }],
  ['takes __proto__ for a key', {}, JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
])('%s', (_, document, patch, result) => {
  const given = structuredClone([document, patch]);
  expect(applyMergePatch(document, patch)).toEqual(result);
  expect([document, patch]).toEqual(given);
  expect(Reflect.get({}, 'a')).toBeUndefined();
});
