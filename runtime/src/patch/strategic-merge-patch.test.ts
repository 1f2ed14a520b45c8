import type { PatchMeta } from '../meta/index.js';
import { applyStrategicMergePatch, StrategicMergePatchError } from './index.js';

/** The patch metadata of a pod. The schema of the containers refers to itself, as schemas of custom resources do. */
const container: PatchMeta = {
  fields: {
    ports: { key: 'containerPort', strategies: ['merge'] },
    nested: () => pod,
  },
};
const pod: PatchMeta = {
  fields: {
    containers: { ...container, key: 'name', strategies: ['merge'] },
    volumes: { key: 'name', strategies: ['merge', 'retainKeys'] },
    finalizers: { strategies: ['merge'] },
    args: {},
    whole: { strategies: ['replace'] },
    strategy: { strategies: ['retainKeys'] },
  },
};

test.each<[string, object, object, object]>([
  ['fields are merged', { a: 1, b: { c: 1 } }, { b: { d: 2 } }, { a: 1, b: { c: 1, d: 2 } }],
  ['null removes', { a: 1, b: { c: 1, d: 2 } }, { a: null, b: { c: null } }, { b: { d: 2 } }],
  ['nulls in new fields are dropped', {}, { a: { b: null, c: 1 }, d: null }, { a: { c: 1 } }],
  ['a list without a strategy is replaced', { args: ['a', 'b'] }, { args: ['c'] }, { args: ['c'] }],
  ['a value of another type is replaced', { a: { b: 1 } }, { a: [1] }, { a: [1] }],
  [
    'items of a merged list are matched by their key',
    { containers: [{ name: 'a', image: '1' }, { name: 'b' }] },
    { containers: [{ name: 'a', image: '2' }] },
    { containers: [{ name: 'a', image: '2' }, { name: 'b' }] },
  ],
  [
    'new items stand where the patch has them',
    { containers: [{ name: 'a' }, { name: 'b' }] },
    { containers: [{ name: 'c' }, { name: 'b' }] },
    { containers: [{ name: 'c' }, { name: 'a' }, { name: 'b' }] },
  ],
  [
    'lists in items of lists are merged',
    { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] },
    { containers: [{ name: 'a', ports: [{ containerPort: 2 }] }] },
    { containers: [{ name: 'a', ports: [{ containerPort: 2 }, { containerPort: 1 }] }] },
  ],
  [
    'recursive types are supported',
    { containers: [{ name: 'a', nested: { finalizers: ['x'] } }] },
    { containers: [{ name: 'a', nested: { finalizers: ['y'] } }] },
    { containers: [{ name: 'a', nested: { finalizers: ['y', 'x'] } }] },
  ],
  ['lists of scalars are sets', { finalizers: ['a', 'b'] }, { finalizers: ['c', 'b'] }, { finalizers: ['c', 'a', 'b'] }],
  [
    '$patch: delete of an item',
    { containers: [{ name: 'a' }, { name: 'b' }] },
    { containers: [{ name: 'a', $patch: 'delete' }] },
    { containers: [{ name: 'b' }] },
  ],
  [
    '$patch: replace of a list',
    { containers: [{ name: 'a' }, { name: 'b' }] },
    { containers: [{ name: 'c' }, { $patch: 'replace' }] },
    { containers: [{ name: 'c' }] },
  ],
  ['$patch: replace of an object', { a: { b: 1 } }, { a: { $patch: 'replace', c: 2 } }, { a: { c: 2 } }],
  ['$patch: delete of an object', { a: { b: 1 } }, { a: { $patch: 'delete' } }, { a: {} }],
  [
    'directives in new fields are dropped',
    {},
    { containers: [{ name: 'a' }, { name: 'b', $patch: 'delete' }], a: { $patch: 'delete' } },
    { containers: [{ name: 'a' }] },
  ],
  [
    '$deleteFromPrimitiveList',
    { finalizers: ['a', 'b', 'c'] },
    { '$deleteFromPrimitiveList/finalizers': ['b'] },
    { finalizers: ['a', 'c'] },
  ],
  ['$deleteFromPrimitiveList of a list that is not there', {}, { '$deleteFromPrimitiveList/finalizers': ['b'] }, {}],
  [
    '$setElementOrder alone',
    { containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }] },
    { containers: [{ name: 'b' }, { name: 'c' }, { name: 'a' }] },
  ],
  [
    '$setElementOrder with a list',
    { containers: [{ name: 'a' }, { name: 'b' }] },
    { '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }, { name: 'a' }], containers: [{ name: 'c' }] },
    { containers: [{ name: 'b' }, { name: 'c' }, { name: 'a' }] },
  ],
  [
    '$setElementOrder of scalars',
    { finalizers: ['a', 'b'] },
    { '$setElementOrder/finalizers': ['c', 'b'], finalizers: ['c'] },
    { finalizers: ['c', 'a', 'b'] },
  ],
  [
    '$retainKeys',
    { strategy: { type: 'x', rolling: 1 } },
    { strategy: { $retainKeys: ['type'], type: 'y' } },
    { strategy: { type: 'y' } },
  ],
  [
    '$retainKeys of an item',
    { volumes: [{ name: 'a', emptyDir: {} }] },
    { volumes: [{ $retainKeys: ['name', 'secret'], name: 'a', secret: { secretName: 's' } }] },
    { volumes: [{ name: 'a', secret: { secretName: 's' } }] },
  ],
  ['an object that is replaced as a whole', { whole: { a: 1 } }, { whole: { b: 2 } }, { whole: { b: 2 } }],
])('%s', (_, document, patch, result) => {
  const [before, given] = [structuredClone(document), structuredClone(patch)];
  expect(applyStrategicMergePatch(document, patch, pod)).toEqual(result);
  expect([document, patch]).toEqual([before, given]);
});

test.each<[string, object, unknown, string, string]>([
  ['no object', {}, [], 'invalid JSON document', 'malformed'],
  ['an unknown directive', { a: {} }, { a: { $patch: 'x' } }, 'unknown patch type: x in map: map[$patch:x]', 'mismatch'],
  [
    'an unknown directive in a list',
    { containers: [{ name: 'a' }] },
    { containers: [{ $patch: 'x' }] },
    'unknown patch type: x in map: map[$patch:x]',
    'mismatch',
  ],
  [
    'merging as a directive',
    { containers: [{ name: 'a' }] },
    { containers: [{ $patch: 'merge', name: 'a' }] },
    'merging lists cannot yet be specified in the patch',
    'mismatch',
  ],
  [
    'an item without its key',
    { containers: [{ name: 'a' }] },
    { containers: [{ image: 'i' }] },
    'map: map[image:i] does not contain declared merge key: name',
    'mismatch',
  ],
  [
    'retainKeys that is not a list',
    { strategy: {} },
    { strategy: { $retainKeys: 'type' } },
    'invalid patch format of retainKeys',
    'malformed',
  ],
  [
    'a field that is not retained',
    { strategy: {} },
    { strategy: { $retainKeys: ['type'], other: 1 } },
    'invalid patch format of retainKeys',
    'malformed',
  ],
  [
    'an order that is not a list',
    { containers: [] },
    { '$setElementOrder/containers': {} },
    'expected a []interface {}, but received a map[string]interface {}',
    'mismatch',
  ],
  ['an order without a field', {}, { $setElementOrder: [] }, 'invalid patch format of setElementOrder list', 'malformed'],
  [
    'a deletion without a field',
    { a: [] },
    { $deleteFromPrimitiveList: ['x'] },
    'invalid patch format of primitive list',
    'malformed',
  ],
  [
    'an order that the list does not have',
    { containers: [{ name: 'a' }] },
    { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'b' }, { name: 'a' }] },
    "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    'mismatch',
  ],
  ['lists of lists', { finalizers: [['a']] }, { finalizers: [['b']] }, 'lists of lists are not supported', 'list of lists'],
  [
    'items of different types',
    { finalizers: ['a'] },
    { finalizers: [{}] },
    'list element types are not identical: [[a] [map[]]]',
    'mismatch',
  ],
])('%s is an error in the words of the server', (_, document, patch, message, fault) => {
  let error: unknown;
  try {
    applyStrategicMergePatch(document, patch, pod);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StrategicMergePatchError);
  expect(error).toMatchObject({ message, fault });
});

test.each(['{"__proto__": {"polluted": true}}', '{"a": {"__proto__": {"polluted": 1}}}'])('%s changes no prototype', (text) => {
  const made = applyStrategicMergePatch({ a: {} }, JSON.parse(text));
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(JSON.stringify(made)).toContain('__proto__');
});
