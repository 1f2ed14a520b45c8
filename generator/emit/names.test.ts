import type { GroupVersion, NamedType, Resource } from '../model/index.js';
import { groupNames, groupVersionFolders, pluralKind, subresourceWord, withArticle } from './names.js';

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

test('all names of a resource derive from its kind', () => {
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

test('a type keeps its name, and a derived name of another kind changes', () => {
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

test('each name is unique, even if the input provokes clashes', () => {
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
])('the plural of %s with the accessor %s is %s', (typeName, accessor, words) => {
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

const folders = (...names: [group: string, version: string][]): string[] => {
  const groupVersions = names.map(([group, version]): GroupVersion => ({
    group,
    version,
    accessor: 'x',
    sources: [],
    types: [],
    resources: [],
  }));
  return [...groupVersionFolders(groupVersions).values()];
};

test('the folder of a group version has its name, and the empty group is core', () => {
  expect(folders(['', 'v1'], ['cache.example.com', 'v1alpha1'])).toEqual(['core/v1', 'cache.example.com/v1alpha1']);
});

test.each([
  ['..', '..', '__/__'],
  ['../../etc', 'v1', '___.._etc/v1'],
  ['/abs', 'C:\\x', '_abs/C__x'],
  ['con', 'v1', '_con/v1'],
  ['aux.example.com', 'nul', '_aux.example.com/_nul'],
  ['trailing.', ' ', 'trailing_/_'],
])('the group %j and version %j cannot leave the output or name a device: %s', (group, version, folder) => {
  expect(folders([group, version])).toEqual([folder]);
});

test('two names that give one folder on a file system that ignores case get two folders', () => {
  expect(folders(['a/b', 'v1'], ['a_b', 'v1'], ['A_B', 'v1'])).toEqual(['a_b/v1', 'a_b/v1_', 'A_B/v1__']);
});

test('the article of a name follows its sound, not its letter', () => {
  const consonants = ['Usage', 'User', 'Unit', 'UnionPolicy', 'Utility', 'UID', 'URLMap', 'OneAgent', 'Eureka', 'Pod', 'Host'];
  const vowels = ['Update', 'Unknown', 'Unimplemented', 'Ingress', 'HTTPRoute', 'SQLInstance', 'Hour', 'Onerous', 'APIService'];
  expect(consonants.map(withArticle)).toEqual(consonants.map((name) => `a ${name}`));
  expect(vowels.map(withArticle)).toEqual(vowels.map((name) => `an ${name}`));
});
