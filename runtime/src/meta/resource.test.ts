import { groupKindString, groupResourceString, groupVersionKind, groupVersionString, parseGroupVersion } from './resource.js';

describe('parseGroupVersion', () => {
  test.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
    ['cache.example.com/v1alpha1', 'cache.example.com', 'v1alpha1'],
    ['', '', ''],
    ['/', '', ''],
    ['group/', 'group', ''],
    ['/v1', '', 'v1'],
  ])('%j', (apiVersion, group, version) => {
    expect(parseGroupVersion(apiVersion)).toEqual({ group, version });
  });

  test('throws for more than one slash', () => {
    expect(() => parseGroupVersion('a/b/c')).toThrow('unexpected GroupVersion string: a/b/c');
  });
});

test('a group and version print as an apiVersion', () => {
  expect(groupVersionString({ group: '', version: 'v1' })).toBe('v1');
  expect(groupVersionString({ group: 'apps', version: 'v1' })).toBe('apps/v1');
});

test('resources and kinds print with their group at the end', () => {
  expect(groupResourceString({ group: '', resource: 'pods' })).toBe('pods');
  expect(groupResourceString({ group: 'apps', resource: 'deployments' })).toBe('deployments.apps');
  expect(groupKindString({ group: 'apps', kind: 'Deployment' })).toBe('Deployment.apps');
});

test('returns the kind of an object', () => {
  expect(groupVersionKind({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual({
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
  });
});
