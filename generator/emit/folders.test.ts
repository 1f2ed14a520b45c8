import type { GroupVersion } from '../model/index.js';
import { groupVersionFolders } from './folders.js';

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

test('a group version is a folder by its own name, and the empty group is core', () => {
  expect(folders(['', 'v1'], ['cache.example.com', 'v1alpha1'])).toEqual(['core/v1', 'cache.example.com/v1alpha1']);
});

test.each([
  ['..', '..', '__/__'],
  ['../../etc', 'v1', '___.._etc/v1'],
  ['/abs', 'C:\\x', '_abs/C__x'],
  ['con', 'v1', '_con/v1'],
  ['aux.example.com', 'nul', '_aux.example.com/_nul'],
  ['trailing.', ' ', 'trailing_/_'],
])('the group %j, version %j cannot leave the output or be a device: %s', (group, version, folder) => {
  expect(folders([group, version])).toEqual([folder]);
});

test('two names that would be one folder, on a file system that does not tell case apart, are two', () => {
  expect(folders(['a/b', 'v1'], ['a_b', 'v1'], ['A_B', 'v1'])).toEqual(['a_b/v1', 'a_b/v1_', 'A_B/v1__']);
});
