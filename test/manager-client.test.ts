/** The client of a manager against the embedded server: verbs that the conformance suites do not reach. */
import {
  createRESTClient,
  newManager,
  type ApplyConfiguration,
  type KubeList,
  type KubeObject,
  type NamespacedResource,
  type RESTClient,
} from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';

const resource = (group: string, kind: string, plural: string) => ({
  group,
  version: 'v1',
  kind,
  listKind: `${kind}List`,
  plural,
  singular: kind.toLowerCase(),
  namespaced: true as const,
  verbs: [],
  subresources: ['status'],
});
type Any = KubeObject & { readonly status?: { readonly replicas?: number } };
type Apply = ApplyConfiguration & { readonly status?: { readonly replicas: number } };
const configMaps = resource('', 'ConfigMap', 'configmaps');
const deployments: NamespacedResource<Any, KubeList<Any>, Apply> = resource('apps', 'Deployment', 'deployments');

let server: ApiServer;
let rest: RESTClient;
let stop: AbortController;
let ended: Promise<void>;
let manager: ReturnType<typeof newManager>;
beforeEach(async () => {
  server = await startApiServer();
  rest = createRESTClient(server.restConfig());
  stop = new AbortController();
  manager = newManager({ rest });
  ended = manager.start(stop.signal);
});
afterEach(async () => {
  stop.abort();
  await ended;
  rest.close();
  await server.stop();
});

const namespace = 'default';

test('deleteCollection deletes what the selector matches, and reads see it at once', async () => {
  const { client } = manager;
  for (const [name, app] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'y'],
  ] as const) {
    await client.create(configMaps, { metadata: { namespace, name, labels: { app } } });
  }
  const names = async () => (await client.list(configMaps, { namespace })).map(({ metadata }) => metadata.name).sort();
  expect(await names()).toEqual(['a', 'b', 'c']);
  await client.deleteCollection(configMaps, namespace, { labelSelector: 'app=x' });
  expect(await names()).toEqual(['c']);
  await expect(client.deleteCollection(configMaps, undefined)).rejects.toThrow('has no namespace');
});

test('applyStatus changes only the status, and reads see it at once', async () => {
  const { client } = manager;
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
  const spec = { selector: { matchLabels: { app: 'a' } }, template };
  const desired = { metadata: { namespace, name: 'a' }, spec };
  await client.create(deployments, desired);
  const configuration: Apply = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name: 'a' },
    status: { replicas: 3 },
  };
  await client.applyStatus(deployments, configuration, { fieldManager: 'test' });
  expect((await client.get(deployments, { namespace, name: 'a' }))?.status?.replicas).toBe(3);
});

test('apiReader reads from the server, and starts no informer', async () => {
  const { client, apiReader } = manager;
  await client.create(configMaps, { metadata: { namespace, name: 'a', labels: { app: 'x' } } });
  expect((await apiReader.get(configMaps, { namespace, name: 'a' }))?.metadata.name).toBe('a');
  expect(await apiReader.get(configMaps, { namespace, name: 'missing' })).toBeUndefined();
  expect(await apiReader.list(configMaps, { labelSelector: 'app=x' })).toHaveLength(1);
  expect(await apiReader.list(configMaps, { namespace, labelSelector: 'app=y' })).toEqual([]);
  await expect(apiReader.list(configMaps, { index: { name: 'by', value: 'x' } })).rejects.toThrow(
    'the index by belongs to a cache',
  );
  await expect(apiReader.get(configMaps, { name: 'a' })).rejects.toThrow('the object to get has no namespace');
});
