/** Caches by kind: namespaces with their own selectors hold exactly their objects, on both servers. */
import { createRESTClient, isCacheScopeError, namespacedClient, newManager } from 'kube-client-runtime';
import { newClient } from './support/client.js';
import { configMaps } from './support/config-maps.js';
import { useServer } from './support/server.js';

const subject = useServer();

test('a cache of two namespaces, each with its own selector, follows both', async () => {
  const other = `${subject.namespace}-b`;
  await newClient(subject.rest).must('POST', '/api/v1/namespaces', { metadata: { name: other } });
  const rest = createRESTClient(subject.config);
  const clientOf = (namespace: string) => namespacedClient(rest, configMaps, namespace);
  const create = (namespace: string, name: string, app: string) =>
    clientOf(namespace).create({ metadata: { name, labels: { app } } });
  await create(subject.namespace, 'a', 'x');
  await create(other, 'b', 'x');
  await create(other, 'c', 'y');
  const namespaces = [
    { name: subject.namespace, labelSelector: 'app' },
    { name: other, labelSelector: 'app=y' },
  ];
  const manager = newManager({ rest }, { cache: { byResource: [[configMaps, { namespaces, stripManagedFields: true }]] } });
  const stop = new AbortController();
  const ended = manager.start(stop.signal);
  const names = async () => (await manager.client.list(configMaps)).map(({ metadata }) => metadata.name).sort();
  expect(await names()).toEqual(['a', 'c']);
  const inOther = { namespace: other };
  expect((await manager.client.list(configMaps, inOther)).map(({ metadata }) => metadata.managedFields)).toEqual([undefined]);
  // The last write waits for all before it. An object that a selector excludes, or that is in no namespace of the cache, does not hold up reads.
  await manager.client.create(configMaps, { metadata: { ...inOther, name: 'd', labels: { app: 'x' } } });
  await manager.client.create(configMaps, { metadata: { namespace: 'default', name: `e-${other}` } });
  await manager.client.create(configMaps, { metadata: { ...inOther, name: 'f', labels: { app: 'y' } } });
  expect(await names()).toEqual(['a', 'c', 'f']);
  await manager.client.delete(configMaps, { namespace: subject.namespace, name: 'a' });
  expect(await names()).toEqual(['c', 'f']);
  const outside = manager.client.get(configMaps, { namespace: 'default', name: `e-${other}` });
  expect(isCacheScopeError(await outside.catch((error: unknown) => error))).toBe(true);
  await clientOf('default').delete(`e-${other}`);
  stop.abort();
  await ended;
  rest.close();
});
