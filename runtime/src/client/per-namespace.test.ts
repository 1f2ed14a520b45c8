import type { NamespacedResource } from '../meta/index.js';
import { perNamespace } from './per-namespace.js';

const pods: NamespacedResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  verbs: ['get'],
  subresources: [],
};
const accessor = perNamespace(
  pods,
  (namespace) => `one ${namespace}`,
  () => 'all',
);

test('a name returns the client of that namespace, and no argument the client of all namespaces', () => {
  expect(accessor('default')).toBe('one default');
  expect(accessor()).toBe('all');
});

test.each([
  ['an empty string', ''],
  ['undefined', undefined],
  ['null', null],
])('throws for a namespace that is %s, and the message explains how to select all namespaces', (given, namespace) => {
  const call: () => unknown = () => Reflect.apply(accessor, undefined, [namespace]);
  expect(call).toThrow(
    new TypeError(`pods: the namespace is ${given} (pass a name, or call pods() without an argument for all namespaces)`),
  );
});

test('a namespace that may be undefined does not compile', () => {
  const maybe = (process.env['NO_SUCH_VARIABLE'] ?? 'default') as string | undefined;
  // @ts-expect-error -- it must be a string or absent
  expect(accessor(maybe)).toBe('one default');
});
