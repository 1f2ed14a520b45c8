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
});
