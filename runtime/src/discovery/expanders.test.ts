import { createCachedDiscoveryClient } from './cached-discovery.js';
import { newDiscoveryCategoryExpander, newShortcutExpander } from './expanders.js';
import { NoResourceMatchError, type PartialResource } from './mapping-errors.js';
import { newDeferredDiscoveryRESTMapper } from './rest-mapper.js';
import { foundOf, scriptedDiscovery } from './testdata/found.js';

const found = foundOf({
  v1: ['pods Pod pod ns po all', 'services Service service ns svc all', 'events Event event ns ev'],
  'apps/v1': ['deployments Deployment deployment ns deploy all', 'po Poe poe ns poes'],
  'apps/v2': ['deployments Deployment deployment ns deploy all'],
  'events.k8s.io/v1': ['events Event event ns ev'],
  'serving.io/v1': ['services Service service ns ksvc', 'events Event event ns ev', 'shorts Short short ns sh'],
});

function expander(...answers: (typeof found)[]) {
  const { discovery, asked } = scriptedDiscovery({
    serverGroupsAndResources: async () => (answers.length > 1 ? answers.shift()! : answers[0]!),
  });
  const cached = createCachedDiscoveryClient(discovery);
  const warnings: string[] = [];
  const mapper = newShortcutExpander(newDeferredDiscoveryRESTMapper(cached), cached, (message) => warnings.push(message));
  return { mapper, warnings, asked, cached };
}
const printed = (parts: object): string => Object.values(parts).join('/');

test.each<[string, PartialResource, string]>([
  ['a short name', { resource: 'svc' }, '/v1/services'],
  ['a plural', { resource: 'services' }, '/v1/services'],
  ['a singular', { resource: 'pod' }, '/v1/pods'],
  ['the name of a resource before a short name', { resource: 'po' }, 'apps/v1/po'],
  ['a short name in another group', { group: 'serving.io', resource: 'ev' }, 'serving.io/v1/events'],
  ['a short name in a group that is cut short', { group: 'serving', resource: 'sh' }, 'serving.io/v1/shorts'],
  ['a short name in a version', { version: 'v2', resource: 'deploy' }, 'apps/v2/deployments'],
])('expands %s', async (_what, resource, wanted) => {
  const { mapper } = expander(found);
  expect(printed(await mapper.resourceFor(resource))).toBe(wanted);
  expect(printed((await mapper.resourcesFor(resource))[0]!)).toBe(wanted);
  const { kind } = await mapper.kindFor(resource);
  expect((await mapper.kindsFor(resource))[0]?.kind).toBe(kind);
});

test('a short name of several resources means the first, and each other one is reported once', async () => {
  const { mapper, warnings } = expander(found);
  expect(printed(await mapper.resourceFor({ resource: 'ev' }))).toBe('/v1/events');
  expect(warnings).toEqual([
    'Short name "ev" could also match lower priority resource events.events.k8s.io',
    'Short name "ev" could also match lower priority resource events.serving.io',
  ]);
  expect(printed(await mapper.resourceFor({ resource: 'deploy' }))).toBe('apps/v1/deployments');
  expect(warnings).toHaveLength(2);
});

test('finds a new short name, and reports an unknown short name as no match', async () => {
  const { mapper, asked } = expander(foundOf({ v1: ['pods Pod pod ns po'] }), found);
  expect(printed(await mapper.kindFor({ resource: 'deploy' }))).toBe('apps/v1/Deployment');
  expect(asked).toHaveLength(2);
  await expect(mapper.resourceFor({ resource: 'none' })).rejects.toThrow(NoResourceMatchError);
  await expect(mapper.resourceFor({ resource: '' })).rejects.toThrow(TypeError);
});

test('maps kinds as the wrapped mapper does, and expands short names for singulars', async () => {
  const { mapper } = expander(found);
  expect((await mapper.restMapping({ group: 'apps', kind: 'Deployment' }, ['v2'])).resource.version).toBe('v2');
  expect(await mapper.restMappings({ group: 'apps', kind: 'Deployment' })).toHaveLength(2);
  expect(await mapper.resourceSingularizer('svc')).toBe('service');
});

test('a category contains each resource that states it once', async () => {
  const { cached } = expander(found);
  const categories = newDiscoveryCategoryExpander(cached);
  expect(await categories.expand('all')).toEqual([
    { group: '', resource: 'pods' },
    { group: '', resource: 'services' },
    { group: 'apps', resource: 'deployments' },
  ]);
  expect(await categories.expand('none')).toEqual([]);
});
