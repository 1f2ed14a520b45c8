import { semanticEqual, wellKnownQuantityPaths } from './index.js';

const pod = (cpu: unknown): object => ({ spec: { containers: [{ name: 'a', resources: { limits: { cpu } } }] } });

describe('semanticEqual', () => {
  test.each<[string, unknown, unknown]>([
    ['the same', { a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }],
    ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['undefined and absent', { a: undefined }, {}],
    ['null and absent', { metadata: { creationTimestamp: null } }, { metadata: {} }],
    ['null and undefined', { a: null }, { a: undefined }],
    ['an empty array and an absent one', { a: [] }, {}],
    ['an empty array and null', { a: [] }, { a: null }],
    ['an empty object and an absent one', { labels: {} }, {}],
    ['an object of absent fields and an absent one', { resources: { limits: undefined } }, {}],
    ['an empty node selector and an absent one', { nodeSelector: {} }, {}],
    ['absent altogether', undefined, null],
    ['quantities', pod('1'), pod('1000m')],
    ['quantities in other units', pod('1Gi'), pod('1073741824')],
    ['a quantity as a number', pod(1), pod('1')],
    ['quotas', { spec: { hard: { 'requests.storage': '1Ti' } } }, { spec: { hard: { 'requests.storage': '1024Gi' } } }],
    [
      'limit ranges',
      { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }] } },
      { spec: { limits: [{ type: 'Pod', max: { cpu: '2000m' } }] } },
    ],
    ['nodes', { status: { allocatable: { memory: '1024Ki' } } }, { status: { allocatable: { memory: '1Mi' } } }],
    ['objects that are empty all the way down and absent ones', { resources: { limits: {}, requests: { more: [] } } }, {}],
    [
      'times',
      { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } },
      { metadata: { creationTimestamp: '2026-01-01T01:00:00+01:00' } },
    ],
    [
      'times with equal microseconds',
      { spec: { renewTime: '2026-01-01T00:00:00.100000Z' } },
      { spec: { renewTime: '2026-01-01T00:00:00.1Z' } },
    ],
    ['times at the root', { eventTime: '2026-01-01T00:00:00Z' }, { eventTime: '2026-01-01T00:00:00.000000Z' }],
    ['capacities at the root', { capacity: '1Gi' }, { capacity: '1024Mi' }],
    ['size limits', { volumes: [{ emptyDir: { sizeLimit: '1Gi' } }] }, { volumes: [{ emptyDir: { sizeLimit: '1024Mi' } }] }],
  ])('%s are equal', (_, a, b) => {
    expect(semanticEqual(a, b)).toBe(true);
    expect(semanticEqual(b, a)).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ['other values', { a: 1 }, { a: 2 }],
    ['other types', { a: 1 }, { a: '1' }],
    ['an empty string and an absent one', { labels: { a: '' } }, { labels: {} }],
    ['0 and absent', { replicas: 0 }, {}],
    ['false and absent', { a: false }, {}],
    ['another order of items', { a: [1, 2] }, { a: [2, 1] }],
    ['another number of items', { a: [{}] }, { a: [] }],
    ['an array and an object', { a: [] }, { a: {} }],
    ['quantities of other values', pod('1'), pod('1001m')],
    [
      'an annotation that looks like a quantity',
      { metadata: { annotations: { cpu: '1' } } },
      { metadata: { annotations: { cpu: '1000m' } } },
    ],
    ['data that looks like a quantity', { data: { capacity: '1' } }, { data: { capacity: '1.0' } }],
    ['an environment variable', { env: [{ name: 'a', value: '1' }] }, { env: [{ name: 'a', value: '1000m' }] }],
    ['strings that are no quantities where quantities stand', pod('high'), pod('low')],
    ['an empty selector and an absent one', { namespaceSelector: {} }, {}],
    ['an empty volume source and an absent one', { volumes: [{ name: 'a', emptyDir: {} }] }, { volumes: [{ name: 'a' }] }],
    ['an empty selector within an object and an absent object', { peer: { podSelector: {} } }, {}],
    ['an array of an empty object and an absent one', { from: [{}] }, {}],
    [
      'different times',
      { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } },
      { metadata: { creationTimestamp: '2026-01-01T00:00:00+01:00' } },
    ],
    [
      'times one microsecond apart',
      { spec: { renewTime: '2026-01-01T00:00:00.000001Z' } },
      { spec: { renewTime: '2026-01-01T00:00:00.000002Z' } },
    ],
    ['strings that are no times where times stand', { eventTime: 'now' }, { eventTime: 'then' }],
    [
      'an annotation that looks like a time',
      { metadata: { annotations: { eventTime: '2026-01-01T00:00:00Z' } } },
      { metadata: { annotations: { eventTime: '2026-01-01T01:00:00+01:00' } } },
    ],
    ["a field of another depth named like a root's", { spec: { capacity: '1Gi' } }, { spec: { capacity: '1024Mi' } }],
    ['an inherited name', { toString: 'a' }, {}],
  ])('%s are not equal', (_, a, b) => {
    expect(semanticEqual(a, b)).toBe(false);
    expect(semanticEqual(b, a)).toBe(false);
  });

  test('paths of quantities can be set, and the default paths disabled', () => {
    const [a, b] = [{ spec: { storage: { size: '1Gi' } } }, { spec: { storage: { size: '1024Mi' } } }];
    expect(semanticEqual(a, b)).toBe(false);
    expect(semanticEqual(a, b, { quantityPaths: [...wellKnownQuantityPaths, 'spec.storage.size'] })).toBe(true);
    expect(semanticEqual(pod('1'), pod('1000m'), { quantityPaths: [] })).toBe(false);
    expect(semanticEqual({ size: '1' }, { size: '1.0' }, { quantityPaths: ['spec.storage.size'] })).toBe(false);
  });

  test('paths of times can be set', () => {
    const [a, b] = [{ spec: { at: '2026-01-01T00:00:00Z' } }, { spec: { at: '2026-01-01T01:00:00+01:00' } }];
    expect(semanticEqual(a, b)).toBe(false);
    expect(semanticEqual(a, b, { timePaths: ['.spec.at'] })).toBe(true);
    expect(semanticEqual(a, b, { timePaths: ['.at'] })).toBe(false);
  });

  test('throws an error of one line for values deeper than 500 levels', () => {
    const nest = (): object => {
      let deep: object = {};
      for (let level = 0; level < 100_000; level++) deep = { a: deep };
      return deep;
    };
    expect(() => semanticEqual(nest(), nest())).toThrow(/^objects are compared down to 500 levels/);
    expect(() => semanticEqual(nest(), undefined)).toThrow(/^objects are compared down to 500 levels/);
  });

  test('paths where an empty object differs from an absent one can be set', () => {
    const meaningfulWhenEmpty = (key: string): boolean => key === 'selfSigned';
    expect(semanticEqual({ spec: { selfSigned: {} } }, { spec: {} })).toBe(true);
    expect(semanticEqual({ spec: { selfSigned: {} } }, { spec: {} }, { meaningfulWhenEmpty })).toBe(false);
  });
});
