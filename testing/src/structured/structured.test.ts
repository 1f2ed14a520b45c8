import type { JsonObject, JsonValue } from '../json/json.js';
import { compareTyped } from './compare.js';
import { difference, fromFieldsV1, has, intersection, pathsOf, toFieldsV1, union, type FieldSet } from './field-set.js';
import { mergeTyped } from './merge.js';
import { parseElement, printPath } from './path-element.js';
import { reconcileWithType } from './reconcile.js';
import { removeItems } from './remove.js';
import { deducedAtom, newTypeConverter, type TypeRef } from './schema-type.js';
import { toFieldSet, TypeMismatch, validateTyped } from './typed-value.js';

const text: JsonObject = { type: 'string' };
const schema: JsonObject = {
  type: 'object',
  properties: {
    s: text,
    n: { type: 'integer' },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    list: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: { type: 'object', properties: { port: { type: 'integer' }, protocol: { ...text, default: 'TCP' }, v: text } },
    },
    atomic: { type: 'array', items: text },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text } },
    map: { type: 'object', additionalProperties: text },
    tree: { $ref: '#/components/schemas/Tree' },
    any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    either: { 'x-kubernetes-int-or-string': true },
  },
};
const tree: JsonObject = { type: 'object', properties: { name: text, below: { $ref: '#/components/schemas/Tree' } } };
const type = newTypeConverter((name) => (name === 'Tree' ? tree : undefined))(schema);
const typed = (value: JsonValue | undefined, of: TypeRef = type): { value: JsonValue | undefined; type: TypeRef } => ({
  value,
  type: of,
});
const fields = (set: FieldSet): JsonObject => toFieldsV1(set);

test.each<[string, JsonObject, JsonObject]>([
  ['leaves', { s: 'a', n: 1 }, { 'f:n': {}, 'f:s': {} }],
  ['items of a set', { set: ['b', 'a'] }, { 'f:set': { 'v:"a"': {}, 'v:"b"': {} } }],
  ['an item of a set that comes twice, once', { set: ['a', 'a'] }, { 'f:set': { 'v:"a"': {} } }],
  [
    'items of a map list, by keys with their defaults',
    { list: [{ port: 80, v: 'x' }] },
    { 'f:list': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:v': {} } } },
  ],
  [
    'an item with duplicate keys, without its fields',
    { list: [{ port: 80, v: 'x' }, { port: 80 }] },
    { 'f:list': { 'k:{"port":80,"protocol":"TCP"}': {} } },
  ],
  ['atomic lists and maps as one', { atomic: ['a'], whole: { a: 'b' } }, { 'f:atomic': {}, 'f:whole': {} }],
  ['keys of a map', { map: { a: 'b' } }, { 'f:map': { 'f:a': {} } }],
  [
    'recursive types',
    { tree: { below: { below: { name: 'x' } } } },
    { 'f:tree': { 'f:below': { 'f:below': { 'f:name': {} } } } },
  ],
  ['what no schema knows, field by field', { any: { a: { b: [1] } } }, { 'f:any': { 'f:a': { '.': {}, 'f:b': {} } } }],
  ['empty maps and nulls', { map: {}, s: null }, { 'f:map': {}, 'f:s': {} }],
])('a set of fields contains %s', (_, value, expected) => {
  expect(fields(toFieldSet(typed(value)))).toEqual(expected);
});

test('fieldsV1 is parsed and printed without loss, sorted, and malformed keys throw', () => {
  const given = { 'f:a': { '.': {}, 'f:b': {}, 'k:{"x":1}': {}, 'v:"s"': {}, 'v:true': {} }, 'f:c': { 'f:d': {} } };
  expect(JSON.stringify(fields(fromFieldsV1(given)))).toBe(JSON.stringify(given));
  expect(JSON.stringify(fields(fromFieldsV1({ 'v:"s"': {}, 'v:5': {}, 'i:3': {}, 'f:z': {}, 'f:b': {} })))).toBe(
    '{"f:b":{},"f:z":{},"v:5":{},"v:\\"s\\"":{},"i:3":{}}',
  );
  expect(fields(fromFieldsV1({ 'x:new': {}, '.': {} }))).toEqual({});
  expect(() => fromFieldsV1({ f: {} })).toThrow(SyntaxError);
  expect(() => fromFieldsV1({ 'k:[': {} })).toThrow(SyntaxError);
  expect(fields(fromFieldsV1(JSON.parse('{"f:__proto__": {"f:a": {}}}') as JsonObject))).toEqual(
    JSON.parse('{"f:__proto__": {"f:a": {}}}'),
  );
});

test('keys are serialized as in Go, and printed as in messages of the server', () => {
  expect(parseElement('k:{"b":1,"a":"<x>"}')?.text).toBe('k:{"a":"\\u003cx\\u003e","b":1}');
  const set = fromFieldsV1({ 'f:a': { 'k:{"n":"w","p":80}': { 'f:v': {} }, 'v:"x"': {} } });
  expect(pathsOf(set).map(printPath)).toEqual(['.a[="x"]', '.a[n="w",p=80].v']);
});

test('union, intersection and difference of sets', () => {
  const a = fromFieldsV1({ 'f:x': { '.': {}, 'f:y': {} }, 'f:z': {} });
  const b = fromFieldsV1({ 'f:x': { 'f:y': {}, 'f:w': {} } });
  expect(fields(union(a, b))).toEqual({ 'f:x': { '.': {}, 'f:w': {}, 'f:y': {} }, 'f:z': {} });
  expect(fields(intersection(a, b))).toEqual({ 'f:x': { 'f:y': {} } });
  expect(fields(difference(a, b))).toEqual({ 'f:x': {}, 'f:z': {} });
  expect(fields(difference(b, a))).toEqual({ 'f:x': { 'f:w': {} } });
  expect(fields(difference(b, a, true))).toEqual({});
  expect([has(a, []), has(a, pathsOf(b)[0] ?? [])]).toEqual([false, false]);
});

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  [
    'shared items keep the order of the configuration, and other items that of the live list',
    { set: ['a', 'b', 'c'] },
    { set: ['c', 'a'] },
    { set: ['b', 'c', 'a'] },
  ],
  ['new items stand where the configuration has them', { set: ['a', 'c'] }, { set: ['a', 'b', 'c'] }, { set: ['a', 'b', 'c'] }],
  [
    'items of map lists are merged',
    { list: [{ port: 1, v: 'x' }] },
    {
      list: [
        { port: 1, protocol: 'TCP' },
        { port: 1, protocol: 'UDP' },
      ],
    },
    {
      list: [
        { port: 1, v: 'x', protocol: 'TCP' },
        { port: 1, protocol: 'UDP' },
      ],
    },
  ],
  [
    'atomic values are replaced',
    { atomic: ['a'], whole: { a: 'x' } },
    { atomic: ['b'], whole: {} },
    { atomic: ['b'], whole: {} },
  ],
  ['a null wins', { s: 'a' }, { s: null }, { s: null }],
  ['an empty list changes nothing', { set: ['a'] }, { set: [] }, { set: ['a'] }],
  [
    'an item of the configuration replaces its duplicates in the live list',
    { set: ['a', 'b', 'a'] },
    { set: ['a'] },
    { set: ['a', 'b'] },
  ],
])('merging: %s', (_, live, config, merged) => {
  expect(mergeTyped(typed(live), typed(config)).value).toEqual(merged);
});

test('compare returns added, removed and changed fields', () => {
  const { added, removed, modified } = compareTyped(
    typed({ s: 'a', set: ['a', 'b'], list: [{ port: 1, v: 'x' }], map: { a: '1' }, either: 1 }),
    typed({ s: 'b', set: ['b', 'c'], list: [{ port: 1, v: 'y' }], n: 1, either: 'x' }),
  );
  expect(fields(added)).toEqual({ 'f:n': {}, 'f:set': { 'v:"c"': {} } });
  expect(fields(removed)).toEqual({ 'f:map': { '.': {}, 'f:a': {} }, 'f:set': { 'v:"a"': {} } });
  expect(fields(modified)).toEqual({ 'f:either': {}, 'f:list': { 'k:{"port":1,"protocol":"TCP"}': { 'f:v': {} } }, 'f:s': {} });
});

test('removing all fields of a value leaves null, as in the server', () => {
  const value = { map: { a: '1' }, list: [{ port: 1, v: 'x' }, { port: 2 }], set: ['a', 'b'] };
  const gone = fromFieldsV1({
    'f:map': { 'f:a': {} },
    'f:list': { 'k:{"port":1,"protocol":"TCP"}': { 'f:v': {} }, 'k:{"port":2,"protocol":"TCP"}': {} },
    'f:set': { '.': {} },
  });
  expect(removeItems(typed(value), gone).value).toEqual({ map: null, list: [{ port: 1 }] });
  expect(value.list).toHaveLength(2);
});

test.each<[JsonObject, string[]]>([
  [{ s: 1 }, ['.s: expected string, got &value.valueUnstructured{Value:1}']],
  [{ n: 'x' }, ['.n: expected numeric (int or float), got string']],
  [{ set: 'x' }, ['.set: expected list, got &{x}']],
  [{ map: [1] }, ['.map: expected map, got &{[1]}']],
  [{ nope: 1 }, ['.nope: field not declared in schema']],
  [{ set: ['a', 'a'] }, ['.set: duplicate entries for key [="a"]']],
  [{ list: [{ port: 1 }, { port: 1, protocol: 'TCP' }] }, ['.list: duplicate entries for key [port=1,protocol="TCP"]']],
  [{ list: [5] }, ['.list: element 0: associative list with keys may not have non-map elements']],
  [{ set: [{}] }, [".set: element 0: associative list without keys has an element that's a map type"]],
  [{ any: { a: [{}] }, either: 'x', tree: { below: {} } }, []],
])('%j: %j', (value, messages) => {
  expect(validateTyped(typed(value), false).map(({ path, message }) => `${path}: ${message}`)).toEqual(messages);
});

test('several faults are listed, and a single fault is printed alone', () => {
  expect(new TypeMismatch([{ path: '.a', message: 'x' }]).message).toBe('.a: x');
  expect(
    new TypeMismatch([
      { path: '.a', message: 'x' },
      { path: '', message: 'y' },
    ]).message,
  ).toBe('errors:\n  .a: x\n  y');
});

test('a field that became atomic belongs completely to the managers of its parts', () => {
  const set = fromFieldsV1({
    'f:whole': { 'f:a': {} },
    'f:atomic': { 'v:"a"': {} },
    'f:map': { 'f:a': {} },
    'f:any': { 'f:a': {} },
  });
  expect(fields(reconcileWithType(set, type))).toEqual({
    'f:any': { 'f:a': {} },
    'f:atomic': {},
    'f:map': { 'f:a': {} },
    'f:whole': {},
  });
  expect(reconcileWithType(set, () => deducedAtom)).toBe(set);
});
