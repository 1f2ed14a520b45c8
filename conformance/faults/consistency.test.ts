import { differencesOf, type View } from './consistency.js';
import type { Stored } from './ledger.js';

const pod = (name: string, resourceVersion = '1', spec: Record<string, unknown> = { a: 1, b: [{ c: 1 }] }): Stored => ({
  ...{ apiVersion: 'v1', kind: 'Pod', spec },
  metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
});
const server = new Map([pod('a'), pod('b', '2')].map((object) => [object.metadata.name, object]));
const cache = (...objects: Stored[]): readonly View[] => [['the cache', objects]];

test('a view with every object of the server differs in nothing, whatever the order of objects and fields', () => {
  expect(differencesOf(server, cache(pod('b', '2', { b: [{ c: 1 }], a: 1 }), pod('a')))).toEqual([]);
});

test('fields that caches leave out make no difference', () => {
  const { metadata, ...rest } = pod('a');
  const managed = { ...rest, metadata: { ...metadata, managedFields: [{ manager: 'm' }] } };
  expect(differencesOf(server, cache(managed, pod('b', '2')))).toEqual([]);
});

test.each([
  ['an object that is missing', [pod('a')], 'the cache lacks b at 2'],
  ['an object that is gone', [pod('a'), pod('b', '2'), pod('c')], 'the cache has c at 1, which the server does not have'],
  ['an older state', [pod('a'), pod('b', '1')], 'the cache has b at 1, the server b at 2'],
  ['other content at the same version', [pod('a'), pod('b', '2', { a: 2 })], 'the cache has other content for b at 2'],
  ['an object twice', [pod('a'), pod('b', '2'), pod('a')], 'the cache has a twice'],
])('%s is reported', (_what, objects, difference) => {
  expect(differencesOf(server, cache(...objects))).toEqual([difference]);
});

test('an object that equalled another state of the server is compared again', () => {
  const held = pod('a');
  expect(differencesOf(new Map([['a', pod('a')]]), cache(held))).toEqual([]);
  expect(differencesOf(new Map([['a', pod('a', '1', {})]]), cache(held))).toEqual(['the cache has other content for a at 1']);
});
