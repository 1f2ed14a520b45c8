import { namespacedResources, preferredResources, type ServerResources } from './discovery-client.js';
import { foundOf } from './testdata/found.js';

const inShort = ({ resources }: ServerResources): Record<string, string[]> =>
  Object.fromEntries(resources.map((list) => [list.groupVersion, list.resources.map(({ name }) => name)]));

const found = foundOf(
  {
    v1: ['pods Pod', 'pods/log Pod', 'nodes Node - cluster'],
    'autoscaling/v1': ['horizontalpodautoscalers HPA', 'olds Old'],
    'autoscaling/v2': ['horizontalpodautoscalers HPA', 'news New'],
    'autoscaling/v3': ['olds Old', 'news New'],
    'rbac.io/v1': ['roles Role - cluster'],
  },
  { 'down.io/v1': new Error('down') },
  { autoscaling: 'v2' },
);

test('lists a resource in the preferred version of its group, or in the first that has it, without subresources', () => {
  const preferred = preferredResources(found);
  expect(inShort(preferred)).toEqual({
    v1: ['pods', 'nodes'],
    'autoscaling/v1': ['olds'],
    'autoscaling/v2': ['horizontalpodautoscalers', 'news'],
    'autoscaling/v3': [],
    'rbac.io/v1': ['roles'],
  });
  expect([...preferred.failed.keys()]).toEqual(['down.io/v1']);
});

test('namespaced resources: omits group versions without them, and keeps the failures', () => {
  const namespaced = namespacedResources(preferredResources(found));
  expect(inShort(namespaced)).toEqual({
    v1: ['pods'],
    'autoscaling/v1': ['olds'],
    'autoscaling/v2': ['horizontalpodautoscalers', 'news'],
  });
  expect([...namespaced.failed.keys()]).toEqual(['down.io/v1']);
});
