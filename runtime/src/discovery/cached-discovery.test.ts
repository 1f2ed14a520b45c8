import type { CallOptions } from '../meta/index.js';
import { createCachedDiscoveryClient } from './cached-discovery.js';
import { foundOf, scriptedDiscovery } from './testdata/found.js';

const found = foundOf({ v1: ['pods Pod'], 'apps/v1': ['deployments Deployment'] }, { 'down.io/v1': new Error('down') });

/** A request that the test answers. */
function pending<T>() {
  const signals: (AbortSignal | undefined)[] = [];
  const settlers: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];
  const ask = (options: CallOptions = {}): Promise<T> => {
    signals.push(options.signal);
    return new Promise((resolve, reject) => {
      settlers.push({ resolve, reject });
      options.signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
  };
  return { ask, signals, settlers };
}

test('requests each document once for all calls that need it', async () => {
  const { discovery, asked } = scriptedDiscovery({ serverGroupsAndResources: async () => found });
  const cached = createCachedDiscoveryClient(discovery);
  expect((await cached.serverGroups()).groups).toBe(found.groups);
  expect(await cached.serverGroupsAndResources()).toBe(found);
  expect(await cached.serverResourcesForGroupVersion('apps/v1')).toBe(found.resources[1]);
  expect((await cached.serverPreferredResources()).resources).toHaveLength(2);
  expect((await cached.serverPreferredNamespacedResources()).failed).toBe(found.failed);
  expect(asked).toEqual(['serverGroupsAndResources']);
});

test('requests a failed or new group version separately, and then caches it', async () => {
  let isDown = true;
  const list = { groupVersion: 'down.io/v1', resources: [] };
  const { discovery, asked } = scriptedDiscovery({
    serverGroupsAndResources: async () => found,
    serverResourcesForGroupVersion: async () => {
      if (isDown) throw new Error('still down');
      return list;
    },
  });
  const cached = createCachedDiscoveryClient(discovery);
  await expect(cached.serverResourcesForGroupVersion('down.io/v1')).rejects.toThrow('still down');
  isDown = false;
  expect(await cached.serverResourcesForGroupVersion('down.io/v1')).toBe(list);
  expect(await cached.serverResourcesForGroupVersion('down.io/v1')).toBe(list);
  const one = 'serverResourcesForGroupVersion down.io/v1';
  expect(asked).toEqual(['serverGroupsAndResources', one, one]);
});

test('after invalidate, no earlier response is used', async () => {
  const answers = [found, foundOf({ v1: [] })];
  const { discovery, asked } = scriptedDiscovery({
    serverGroupsAndResources: async () => answers.shift() ?? found,
    openAPIV3Paths: async () => ({}),
    openAPIV3: async () => ({ openapi: '3.0.0' }),
  });
  const cached = createCachedDiscoveryClient(discovery);
  for (let round = 0; round < 2; round++) {
    expect((await cached.serverGroups()).groups).toHaveLength(round === 0 ? 3 : 1);
    await cached.openAPIV3Paths();
    await cached.openAPIV3Paths();
    await cached.openAPIV3('v1');
    await cached.openAPIV3('v1');
    cached.invalidate();
  }
  const round = ['serverGroupsAndResources', 'openAPIV3Paths', 'openAPIV3 v1'];
  expect(asked).toEqual([...round, ...round]);
});

test('the version and the OpenAPI v2 document are requested each time', async () => {
  const { discovery, asked } = scriptedDiscovery({ openAPIV2: async () => ({}) });
  const cached = createCachedDiscoveryClient(discovery);
  await cached.openAPIV2();
  await cached.openAPIV2();
  await expect(cached.serverVersion()).rejects.toThrow('nobody answers');
  expect(asked).toEqual(['openAPIV2', 'openAPIV2', 'serverVersion']);
});

test('a failure is reported to all waiting callers, and is not cached', async () => {
  const question = pending<typeof found>();
  const cached = createCachedDiscoveryClient(scriptedDiscovery({ serverGroupsAndResources: question.ask }).discovery);
  const calls = [cached.serverGroups(), cached.serverGroups()];
  expect(question.settlers).toHaveLength(1);
  question.settlers[0]!.reject(new Error('no server'));
  const told = { status: 'rejected', reason: new Error('no server') };
  expect(await Promise.allSettled(calls)).toEqual([told, told]);
  const again = cached.serverGroups();
  question.settlers[1]!.resolve(found);
  expect((await again).groups).toBe(found.groups);
});

test('a signal ends the wait of its caller, and aborts the request only if no other caller waits', async () => {
  const question = pending<typeof found>();
  const cached = createCachedDiscoveryClient(scriptedDiscovery({ serverGroupsAndResources: question.ask }).discovery);
  const [first, second] = [new AbortController(), new AbortController()];
  const calls = [
    cached.serverGroupsAndResources({ signal: first.signal }),
    cached.serverGroupsAndResources({ signal: second.signal }),
  ];
  first.abort(new Error('enough'));
  await expect(calls[0]).rejects.toThrow('enough');
  expect(question.signals[0]?.aborted).toBe(false);
  second.abort(new Error('me too'));
  await expect(calls[1]).rejects.toThrow('me too');
  expect(question.signals[0]?.aborted).toBe(true);

  const later = cached.serverGroupsAndResources();
  question.settlers[1]!.resolve(found);
  expect(await later).toBe(found);
  await expect(cached.serverGroupsAndResources({ signal: first.signal })).rejects.toThrow('enough');
});
