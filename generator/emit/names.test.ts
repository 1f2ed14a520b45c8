import type { GroupVersion, NamedType, Resource } from '../model/index.js';
import { groupNames, pluralKind, subresourceWord } from './names.js';

const documentation = { tags: [] };
const at = { group: 'g.example.net', version: 'v1' };

function kind(name: string): NamedType {
  return {
    kind: 'object',
    name,
    documentation,
    properties: [],
    role: { is: 'stored', apiKind: name, namespaced: true, hasStatus: false },
  };
}

function part(name: string): NamedType {
  return { kind: 'object', name, documentation, properties: [] };
}

function resource(typeName: string, accessor = `${typeName.toLowerCase()}s`): Resource {
  return {
    kind: typeName,
    listKind: `${typeName}List`,
    plural: `${typeName.toLowerCase()}s`,
    singular: typeName.toLowerCase(),
    typeName,
    accessor,
    namespaced: true,
    verbs: ['get'],
    shortNames: [],
    categories: [],
    object: { ...at, name: typeName },
    subresources: [],
  };
}

function groupVersion(types: readonly NamedType[], resources: readonly Resource[]): GroupVersion {
  return { ...at, accessor: 'gV1', sources: [], types, resources };
}

test('what goes with a kind is named after it', () => {
  const csiDriver = resource('CSIDriver');
  const names = groupNames(groupVersion([kind('CSIDriver'), part('CSIDriverSpec')], [csiDriver]));
  expect(names.resources.get(csiDriver)).toMatchObject({
    descriptor: 'csiDriverResource',
    apply: 'applyCSIDriver',
    client: 'CSIDriverClient',
    newClient: 'csiDriverClient',
    lister: 'CSIDriverLister',
    informer: 'CSIDriverInformer',
  });
  expect([...names.inputs]).toEqual([['CSIDriver', 'CSIDriverInput']]);
  expect(names.applies.get('CSIDriverSpec')).toBe('CSIDriverSpecApplyConfiguration');
  expect([names.client, names.newClient, names.informers, names.newInformers]).toEqual([
    'GV1Client',
    'gV1Client',
    'GV1Informers',
    'gV1Informers',
  ]);
});

test('a type keeps its name, and what goes with another kind gives way to it', () => {
  const foo = resource('Foo');
  const types = [
    kind('Foo'),
    part('FooApplyConfiguration'),
    part('FooClient'),
    part('FooInput'),
    part('FooLister'),
    part('fooClient'),
  ];
  const names = groupNames(groupVersion(types, [foo]));
  expect(names.resources.get(foo)).toMatchObject({
    client: 'FooKindClient',
    newClient: 'fooKindClient',
    lister: 'FooKindLister',
    informer: 'FooInformer',
  });
  expect(names.inputs.get('Foo')).toBe('FooKindInput');
  expect(names.applies.get('Foo')).toBe('FooKindApplyConfiguration');
});

test('no name is given twice, however hard the input tries', () => {
  const typeNames = ['Foo', 'FooKind', 'FooClient', 'FooKindClient', 'FooClientKind', 'GV1', 'GV1Kind'];
  const resources = typeNames.map((name) => resource(name));
  const names = groupNames(groupVersion(typeNames.map(kind), resources));
  const given = [
    ...typeNames,
    names.client,
    names.newClient,
    names.informers,
    names.newInformers,
    ...names.inputs.values(),
    ...names.applies.values(),
    ...names.patchMetas.values(),
    ...[...names.resources.values()].flatMap(({ textOptions: _, ...rest }) => Object.values(rest)),
  ];
  expect(new Set(given).size).toBe(given.length);
  expect([...names.taken].sort()).toEqual([...given].sort());
});

test.each([
  ['RedisCluster', 'redisClusters', 'RedisClusters'],
  ['NetworkPolicy', 'networkPolicies', 'NetworkPolicies'],
  ['IPAddress', 'ipAddresses', 'IPAddresses'],
  ['Endpoints', 'endpoints', 'Endpoints'],
  ['Person', 'people', 'Person objects'],
])('comments speak of %s, %s as %s', (typeName, accessor, words) => {
  expect(pluralKind(resource(typeName, accessor))).toBe(words);
});

test.each([
  ['status', 'Status'],
  ['ephemeralcontainers', 'EphemeralContainers'],
  ['portforward', 'PortForward'],
  ['add-volume', 'AddVolume'],
])('the subresource %s is %s in names', (name, word) => {
  expect(subresourceWord(name)).toBe(word);
});
