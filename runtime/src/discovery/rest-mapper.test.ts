import type { GroupKind } from '../meta/index.js';
import { createCachedDiscoveryClient } from './cached-discovery.js';
import {
  AmbiguousKindError,
  AmbiguousResourceError,
  isAmbiguousError,
  isNoMatchError,
  NoKindMatchError,
  NoResourceMatchError,
  type PartialResource,
} from './mapping-errors.js';
import { newDeferredDiscoveryRESTMapper, newDiscoveryRESTMapper, type RESTMapper } from './rest-mapper.js';
import { foundOf, scriptedDiscovery } from './testdata/found.js';

const found = foundOf(
  {
    'apps/v1': ['deployments Deployment deployment', 'deployments/scale Scale -'],
    'apps/v1beta1': ['deployments Deployment deployment', 'olds Old old'],
    'extensions/v1beta1': ['deployments Deployment deployment', 'ingresses Ingress ingress'],
    v1: ['pods Pod pod', 'nodes Node node cluster', 'events Event event', 'endpoints Endpoints endpoints'],
    'events.k8s.io/v1': ['events Event event'],
    'storage.k8s.io/v1': ['storageclasses StorageClass storageclass cluster'],
    'storage.k8s.io.example/v1': ['storageclasses StorageClass storageclass'],
    'odd.io/v1': [
      'gizmos Gizmo -',
      'gizmo Thing -',
      'mice Mouse mouse',
      'rats Mouse rat',
      'as CASE a',
      'bs Case b',
      'lone LONE -',
    ],
    'multi.io/v1': ['things Thing thing'],
    'multi.io/v2': ['things Thing thing'],
    'multi.io/v3': ['things Thing thing'],
  },
  {},
  { 'multi.io': 'v2' },
);
const mapper = newDiscoveryRESTMapper(found);

const gvr = (text: string): PartialResource => {
  const [group, version, resource] = text.split('/');
  return { group, version, resource: resource! };
};
const printed = (parts: object): string => Object.values(parts).join('/');

test.each([
  ['a plural', '//pods', '/v1/pods', '/v1/Pod'],
  ['a singular', '//pod', '/v1/pods', '/v1/Pod'],
  ['any case', '//PODS', '/v1/pods', '/v1/Pod'],
  ['a plural that is its singular', '//endpoints', '/v1/endpoints', '/v1/Endpoints'],
  ['no singular in discovery', '//lone', 'odd.io/v1/lone', 'odd.io/v1/LONE'],
  ['the core group before all others', '//events', '/v1/events', '/v1/Event'],
  ['the groups in the server’s order', '//deployments', 'apps/v1/deployments', 'apps/v1/Deployment'],
  ['a group', 'extensions//deployments', 'extensions/v1beta1/deployments', 'extensions/v1beta1/Deployment'],
  ['a version', '/v1beta1/deployments', 'apps/v1beta1/deployments', 'apps/v1beta1/Deployment'],
  ['both', 'apps/v1beta1/deployment', 'apps/v1beta1/deployments', 'apps/v1beta1/Deployment'],
  ['the preferred version first', 'multi.io//things', 'multi.io/v2/things', 'multi.io/v2/Thing'],
  ['a version that is not preferred, where it alone has it', 'apps//olds', 'apps/v1beta1/olds', 'apps/v1beta1/Old'],
  ['a group that is cut short', 'events//event', 'events.k8s.io/v1/events', 'events.k8s.io/v1/Event'],
  [
    'a complete group name, even if other groups begin with it',
    'storage.k8s.io//storageclasses',
    'storage.k8s.io/v1/storageclasses',
    'storage.k8s.io/v1/StorageClass',
  ],
])('%s: %s is %s and %s', async (_what, partial, resource, kind) => {
  expect(printed(await mapper.resourceFor(gvr(partial)))).toBe(resource);
  expect(printed(await mapper.kindFor(gvr(partial)))).toBe(kind);
});

test('returns all matches in the order of preference, each kind once', async () => {
  const [resources, kinds] = [await mapper.resourcesFor(gvr('//things')), await mapper.kindsFor(gvr('//mouse'))];
  expect(resources.map(printed)).toEqual(['multi.io/v2/things', 'multi.io/v1/things', 'multi.io/v3/things']);
  expect(kinds.map(printed)).toEqual(['odd.io/v1/Mouse']);
  const mappings = await mapper.restMappings({ group: 'multi.io', kind: 'Thing' });
  expect(mappings.map(({ resource }) => resource.version)).toEqual(['v2', 'v1', 'v3']);
});

test('the singular of a resource', async () => {
  expect(await mapper.resourceSingularizer('ingresses')).toBe('ingress');
  await expect(mapper.resourceSingularizer('unknowns')).rejects.toThrow(NoResourceMatchError);
});

test.each<[string, GroupKind, string[], string]>([
  ['a kind', { group: '', kind: 'Pod' }, [], '/v1/pods namespace'],
  ['a kind of the cluster', { group: '', kind: 'Node' }, [], '/v1/nodes root'],
  ['in the preferred version', { group: 'multi.io', kind: 'Thing' }, [], 'multi.io/v2/things namespace'],
  ['in the first version that is had', { group: 'multi.io', kind: 'Thing' }, ['v9', 'v3', 'v1'], 'multi.io/v3/things namespace'],
  ['in lower case', { group: 'apps', kind: 'deployment' }, [''], 'apps/v1/deployments namespace'],
  ['the exact case first', { group: 'odd.io', kind: 'Case' }, [], 'odd.io/v1/bs namespace'],
  ['the last of several resources', { group: 'odd.io', kind: 'Mouse' }, [], 'odd.io/v1/rats namespace'],
])('maps %s: %j %j to %s', async (_what, groupKind, versions, wanted) => {
  const { resource, groupVersionKind, scope } = await mapper.restMapping(groupKind, versions);
  expect(`${printed(resource)} ${scope}`).toBe(wanted);
  expect(groupVersionKind.kind.toLowerCase()).toBe(groupKind.kind.toLowerCase());
  expect(groupVersionKind.version).toBe(resource.version);
});

describe('no match', () => {
  test.each<[string, (mapper: RESTMapper) => Promise<unknown>, string]>([
    ['a resource', (m) => m.resourceFor(gvr('//foos')), 'no matches for /, Resource=foos'],
    ['a kind of a resource', (m) => m.kindFor(gvr('apps/v2/deployments')), 'no matches for apps/v2, Resource=deployments'],
    ['a subresource', (m) => m.resourcesFor({ resource: 'deployments/scale' }), 'no matches for /, Resource=deployments/scale'],
    [
      'an abbreviated group with a version',
      (m) => m.kindsFor(gvr('storage/v1/storageclasses')),
      'no matches for storage/v1, Resource=storageclasses',
    ],
    ['a kind', (m) => m.restMapping({ group: 'apps', kind: 'Foo' }), 'no matches for kind "Foo" in group "apps"'],
    [
      'a kind in a version',
      (m) => m.restMapping({ group: 'apps', kind: 'Old' }, ['v1']),
      'no matches for kind "Old" in version "apps/v1"',
    ],
    [
      'a kind in versions',
      (m) => m.restMappings({ group: '', kind: 'Foo' }, ['v2', 'v1', 'v2']),
      'no matches for kind "Foo" in versions ["v1" "v2"]',
    ],
    ['a kind by its list', (m) => m.restMapping({ group: '', kind: 'PodList' }), 'no matches for kind "PodList" in group ""'],
  ])('of %s', async (_what, call, message) => {
    const error: unknown = await call(mapper).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message });
    expect(isNoMatchError(error)).toBe(true);
    expect(isNoMatchError(new Error('wrapped', { cause: error }))).toBe(true);
    expect(isAmbiguousError(error)).toBe(false);
  });

  test('names the group versions that failed, which may be the reason', async () => {
    const partly = newDiscoveryRESTMapper(
      foundOf(
        { v1: ['pods Pod pod'] },
        { 'metrics.k8s.io/v1beta1': new Error('it is down'), 'other.io/v1': new Error('so is this') },
      ),
    );
    await expect(partly.restMapping({ group: 'metrics.k8s.io', kind: 'PodMetrics' })).rejects.toThrow(
      'no matches for kind "PodMetrics" in group "metrics.k8s.io" (unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: it is down)',
    );
    await expect(partly.resourceFor({ resource: 'podmetrics' })).rejects.toThrow(
      /metrics.k8s.io\/v1beta1: it is down, other.io\/v1: so is this\)$/,
    );
    await expect(partly.restMapping({ group: '', kind: 'Foo' })).rejects.toThrow(NoKindMatchError);
  });

  test('for an empty resource', () => expect(mapper.resourceFor({ resource: '' })).rejects.toThrow('a resource must be present'));
});

describe('several matches in one group version are ambiguous', () => {
  test.each<[string, (mapper: RESTMapper) => Promise<unknown>, new (...args: never) => Error, string]>([
    [
      'resources',
      (m) => m.resourceFor(gvr('//gizmo')),
      AmbiguousResourceError,
      '/, Resource=gizmo matches multiple resources [odd.io/v1, Resource=gizmos odd.io/v1, Resource=gizmo]',
    ],
    [
      'kinds of a resource',
      (m) => m.kindFor(gvr('odd.io//gizmo')),
      AmbiguousResourceError,
      'odd.io/, Resource=gizmo matches multiple kinds [odd.io/v1, Kind=Gizmo odd.io/v1, Kind=Thing]',
    ],
    [
      'kinds',
      (m) => m.restMapping({ group: 'odd.io', kind: 'case' }),
      AmbiguousKindError,
      'odd.io/, Kind=case matches multiple kinds [odd.io/v1, Kind=CASE odd.io/v1, Kind=Case]',
    ],
  ])('%s', async (_what, call, type, message) => {
    const error: unknown = await call(mapper).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ message });
    expect(isAmbiguousError(error)).toBe(true);
    expect(isNoMatchError(error)).toBe(false);
  });
});

test('returned objects can be changed by the caller', async () => {
  const resource = await mapper.resourceFor({ resource: 'pods' });
  resource.version = 'v9';
  const mapping = await mapper.restMapping({ group: '', kind: 'Pod' });
  mapping.resource.resource = 'x';
  mapping.groupVersionKind.kind = 'X';
  const [kind] = await mapper.kindsFor({ resource: 'pods' });
  kind!.kind = 'Y';
  expect(printed(await mapper.resourceFor({ resource: 'pods' }))).toBe('/v1/pods');
  expect(printed(await mapper.kindFor({ resource: 'pods' }))).toBe('/v1/Pod');
});

describe('a deferred mapper', () => {
  const before = foundOf({ v1: ['pods Pod pod'] });
  const after = foundOf({ v1: ['pods Pod pod'], 'x.io/v1': ['xs X x'] });

  function deferred(...answers: (typeof before | Error)[]) {
    const { discovery, asked } = scriptedDiscovery({
      async serverGroupsAndResources() {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return answer!;
      },
    });
    return { mapper: newDeferredDiscoveryRESTMapper(createCachedDiscoveryClient(discovery)), asked };
  }

  test('sends no request before its first call, and then one', async () => {
    const { mapper: lazy, asked } = deferred(before);
    expect(asked).toHaveLength(0);
    await lazy.resourceFor({ resource: 'pods' });
    await lazy.restMapping({ group: '', kind: 'Pod' });
    expect(asked).toHaveLength(1);
  });

  test('requests the resources again if there is no match, and finds new ones', async () => {
    const { mapper: lazy, asked } = deferred(before, after);
    await lazy.kindFor({ resource: 'pods' });
    expect((await lazy.restMapping({ group: 'x.io', kind: 'X' })).resource.resource).toBe('xs');
    expect(asked).toHaveLength(2);
  });

  test('requests the resources once more for each call, and once for concurrent calls', async () => {
    const { mapper: lazy, asked } = deferred(before);
    await lazy.kindFor({ resource: 'pods' });
    const calls = [1, 2, 3].map(() => lazy.kindFor({ resource: 'ys' }));
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toEqual({ status: 'rejected', reason: expect.any(NoResourceMatchError) });
    }
    expect(asked).toHaveLength(2);
    await expect(lazy.resourcesFor({ resource: 'ys' })).rejects.toThrow(NoResourceMatchError);
    expect(asked).toHaveLength(3);
  });

  test('does not request the resources again for ambiguous or invalid names', async () => {
    const { mapper: lazy, asked } = deferred(found);
    await expect(lazy.resourceFor({ resource: 'gizmo' })).rejects.toThrow(AmbiguousResourceError);
    await expect(lazy.resourceFor({ resource: '' })).rejects.toThrow(TypeError);
    expect(asked).toHaveLength(1);
  });

  test('rejects with the failure of the request, and tries again at the next call', async () => {
    const { mapper: lazy } = deferred(new Error('no server'), before);
    await expect(lazy.kindFor({ resource: 'pods' })).rejects.toThrow('no server');
    expect(printed(await lazy.kindFor({ resource: 'pods' }))).toBe('/v1/Pod');
  });

  test('can be reset', async () => {
    const { mapper: lazy, asked } = deferred(before);
    await lazy.kindFor({ resource: 'pods' });
    lazy.reset();
    await lazy.kindFor({ resource: 'pods' });
    expect(asked).toHaveLength(2);
  });

  test('rejects when the signal fires', async () => {
    const { mapper: lazy, asked } = deferred(before);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(lazy.restMapping({ group: '', kind: 'Pod' }, [], { signal })).rejects.toThrow('enough');
    expect(asked).toHaveLength(0);
  });
});
