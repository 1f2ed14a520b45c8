import type { Input, MergePatchBody, NamespacedResource } from 'kube-client-runtime';
import type { Stored } from './ledger.js';
import type { SeededRandom } from './random.js';

/** A kind whose objects are written and watched: its descriptor, its objects and its index. */
export interface Kind {
  readonly resource: NamespacedResource<Stored>;
  create(name: string, random: SeededRandom): Input<Stored>;
  /** A merge patch that changes an object. */
  change(random: SeededRandom): MergePatchBody<Stored>;
  /** Returns the values of the index, for objects of the server and of the cache. */
  readonly indexValues: (object: Stored) => string[];
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const tiers = ['web', 'cache', 'größe', 'batch'];

const labels = (random: SeededRandom) => ({
  tier: random.pick(tiers.filter((tier) => tier !== 'größe')),
  turn: String(random.between(0, 99)),
});
// Characters have several bytes, so that chunks may end within a character.
const annotations = (random: SeededRandom) => ({
  note: `${random.pick(tiers)} é€😀\u2028 ${'x'.repeat(random.between(0, 300))}`,
});

export const pods: Kind = {
  resource: {
    ...{ group: '', version: 'v1', kind: 'Pod', listKind: 'PodList', plural: 'pods', singular: 'pod', namespaced: true },
    ...{ verbs, subresources: [] },
  },
  create: (name, random) => ({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name, labels: labels(random), annotations: annotations(random) },
    spec: {
      nodeName: `node-${random.between(1, 5)}`,
      containers: [
        { name: 'main', image: `registry/image:${random.between(1, 9)}`, env: [{ name: 'managedFields', value: '{"a":1}' }] },
      ],
    },
  }),
  change: (random) => ({ metadata: { labels: labels(random), annotations: annotations(random) } }),
  indexValues: (pod) => [String(pod.spec?.['nodeName'])],
};

export const widgets: Kind = {
  resource: {
    ...{
      group: 'faults.example.com',
      version: 'v1',
      kind: 'Widget',
      listKind: 'WidgetList',
      plural: 'widgets',
      singular: 'widget',
    },
    ...{ namespaced: true, verbs, subresources: [] },
  },
  create: (name, random) => ({
    ...{ apiVersion: 'faults.example.com/v1', kind: 'Widget' },
    metadata: { name, labels: labels(random), annotations: annotations(random) },
    spec: { size: random.between(1, 9), managedFields: ['a spec may have such a field'] },
  }),
  change: (random) => ({ metadata: { annotations: annotations(random) }, spec: { size: random.between(1, 9) } }),
  indexValues: (widget) => [String(widget.spec?.['size'])],
};

export const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.faults.example.com' },
  spec: {
    group: 'faults.example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { size: { type: 'integer' }, managedFields: { type: 'array', items: { type: 'string' } } },
              },
            },
          },
        },
      },
    ],
  },
} as const;
