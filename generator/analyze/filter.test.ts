import { newFilter } from './filter.js';

const all: [string, string, string][] = [
  ['', 'v1', 'Pod'],
  ['', 'v1', 'PodTemplate'],
  ['apps', 'v1', 'Deployment'],
  ['cache.example.com', 'v1', 'RedisCluster'],
  ['cache.example.com', 'v1beta1', 'RedisCluster'],
];

function included(include: string[], exclude: string[] = []): string[] {
  const filter = newFilter(include, exclude);
  return all.filter((names) => filter.includes(...names)).map((names) => names.join('/'));
}

describe('filters', () => {
  test('without patterns everything is asked for', () => {
    expect(included([])).toHaveLength(5);
  });

  test.each([
    ['core', ['/v1/Pod', '/v1/PodTemplate']],
    ['core/v1/Pod', ['/v1/Pod']],
    ['core/v1/Pod*', ['/v1/Pod', '/v1/PodTemplate']],
    ['cache.example.com/v1', ['cache.example.com/v1/RedisCluster']],
    ['*.example.com', ['cache.example.com/v1/RedisCluster', 'cache.example.com/v1beta1/RedisCluster']],
    ['*/*/Deployment', ['apps/v1/Deployment']],
    ['a???', ['apps/v1/Deployment']],
    ['cacheXexample.com', []],
    ['Apps', []],
  ])('%s', (pattern, expected) => {
    expect(included([pattern])).toEqual(expected);
  });

  test('what is excluded is not included, whatever includes it', () => {
    expect(included(['core', 'apps'], ['*/*/PodTemplate', 'apps/v1'])).toEqual(['/v1/Pod']);
  });

  test('patterns that match nothing are known, and so is what they left out', () => {
    const filter = newFilter(['core', 'appz'], ['*/*/Podd', '*/*/Pod']);
    for (const names of all.slice(0, 3)) filter.includes(...names);
    expect(filter.unused()).toEqual({ include: ['appz'], exclude: ['*/*/Podd'] });
    expect(filter.excluded()).toEqual(['apps/v1/Deployment', 'core/v1/Pod']);
  });

  test('a pattern of more than three parts matches nothing', () => {
    expect(included(['apps/v1/Deployment/scale'])).toEqual([]);
  });

  test.each([
    ['Deployment', 'did you mean apps/v1/Deployment?'],
    ['v1', 'apps, cache.example.com, core'],
    ['Apps,Core', 'apps, cache.example.com, core'],
    ['apps/v2', 'apps/v1'],
    ['core/v1/Podd', 'core/v1/Pod, core/v1/PodTemplate'],
  ])('of a pattern that matches nothing, it is known what there is: %s', (pattern, wanted) => {
    const filter = newFilter([pattern], []);
    for (const names of all) filter.includes(...names);
    expect(filter.available(pattern)).toBe(wanted);
  });

  test('kinds of CRDs are left out by exclude only, but a pattern of include may name them', () => {
    const filter = newFilter(['cache.example.com', 'appz'], ['*/v1beta1']);
    expect(filter.excludes('cache.example.com', 'v1', 'RedisCluster')).toBe(false);
    expect(filter.excludes('cache.example.com', 'v1beta1', 'RedisCluster')).toBe(true);
    expect(filter.excludes('other.example.com', 'v1', 'Other')).toBe(false);
    expect(filter.unused()).toEqual({ include: ['appz'], exclude: [] });
  });
});
