/** Server-side apply of lists, of atomic maps, and of subresources. The complete managedFields show the owners. */
import type { Client, Reply } from './support/client.js';
import { withOwners } from './support/owners.js';
import { useServer } from './support/server.js';

const subject = useServer();
const deployments = '/apis/apps/v1/namespaces/{ns}/deployments';
const same = (...replies: readonly Reply[]): void =>
  expect(replies.map((reply) => withOwners(subject.client, reply))).toMatchSnapshot();

const container = (name: string, more: object = {}): object => ({ name, image: `${name}:1`, ...more });
const deployment = (containers: readonly object[], spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', ...metadata },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers, ...spec } },
  },
});
const applyTo = (client: Client, manager: string, config: object, more = ''): Promise<Reply> =>
  client.patch(`${deployments}/d?fieldManager=${manager}${more}`, 'apply', config);

describe('lists', () => {
  test('of containers have an owner by their names', async () => {
    const { client } = subject;
    same(
      await applyTo(client, 'one', deployment([container('a')])),
      await applyTo(client, 'two', deployment([container('b')])),
      await applyTo(client, 'one', deployment([container('a', { image: 'a:2' })])),
    );
  });
  test('lose the items of a manager that no longer has them', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a'), container('b')]));
    same(await applyTo(client, 'one', deployment([container('b')])));
  });
  test('of ports have an owner by number and protocol', async () => {
    const { client } = subject;
    const ports = (...numbers: number[]): object[] => numbers.map((containerPort) => ({ containerPort, protocol: 'TCP' }));
    await applyTo(client, 'one', deployment([container('a', { ports: ports(80) })]));
    same(await applyTo(client, 'two', deployment([container('a', { ports: ports(90) })])));
  });
  test('of environment have an owner by name', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a', { env: [{ name: 'A', value: '1' }] })]));
    same(
      await applyTo(client, 'two', deployment([container('a', { env: [{ name: 'B', value: '2' }] })])),
      await applyTo(client, 'two', deployment([container('a', { env: [{ name: 'A', value: '2' }] })])),
    );
  });
  test('that are atomic have one owner', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a', { args: ['x'] })]));
    same(await applyTo(client, 'two', deployment([container('a', { args: ['y'] })])));
  });
  test('that are sets have an owner by value', async () => {
    const { client } = subject;
    const finalizers = (...names: string[]): object => deployment([container('a')], {}, { finalizers: names });
    same(
      await applyTo(client, 'one', finalizers('example.com/one')),
      await applyTo(client, 'two', finalizers('example.com/two')),
      await applyTo(client, 'one', finalizers()),
    );
  });
  test('of the same key twice are refused', async () => {
    same(await applyTo(subject.client, 'one', deployment([container('a'), container('a')])));
  });
  test('without their key are refused', async () => {
    same(await applyTo(subject.client, 'one', deployment([{ image: 'x' }])));
  });
  test('as maps that are atomic have one owner', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a')], { nodeSelector: { a: 'b' } }));
    same(await applyTo(client, 'two', deployment([container('a')], { nodeSelector: { c: 'd' } })));
  });
  test('of owners have an owner by uid', async () => {
    const { client } = subject;
    const owner = (n: number): object => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: `o${n}`,
      uid: `00000000-0000-4000-8000-00000000000${n}`,
    });
    await applyTo(client, 'one', deployment([container('a')], {}, { ownerReferences: [owner(1)] }));
    same(await applyTo(client, 'two', deployment([container('a')], {}, { ownerReferences: [owner(2)] })));
  });
});

describe('subresources', () => {
  test('a scale takes the replicas from who applied them', async () => {
    const { client } = subject;
    const config = deployment([container('a')]) as { spec: object };
    await applyTo(client, 'one', { ...config, spec: { ...config.spec, replicas: 1 } });
    await client.patch(`${deployments}/d/scale?fieldManager=scaler`, 'merge', { spec: { replicas: 3 } });
    same(
      await client.get(`${deployments}/d`),
      await applyTo(client, 'one', { ...config, spec: { ...config.spec, replicas: 1 } }),
      await applyTo(client, 'one', config),
    );
  });
  test('a scale that is applied owns the replicas', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a')]));
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { replicas: 4 } };
    same(
      await client.patch(`${deployments}/d/scale?fieldManager=scaler`, 'apply', scale),
      await client.patch(`${deployments}/d/scale?fieldManager=other`, 'apply', { ...scale, spec: { replicas: 5 } }),
      await client.get(`${deployments}/d`),
    );
  });
  test('a status has owners of its own', async () => {
    const { client } = subject;
    await applyTo(client, 'one', deployment([container('a')]));
    const status = { conditions: [{ type: 'Available', status: 'True' }], observedGeneration: 1 };
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, status };
    same(
      await client.patch(`${deployments}/d/status?fieldManager=controller`, 'apply', config),
      await client.patch(`${deployments}/d/status?fieldManager=other`, 'apply', {
        ...config,
        status: { conditions: [{ type: 'Progressing', status: 'True' }], observedGeneration: 2 },
      }),
      await client.patch(`${deployments}/d/status?fieldManager=controller`, 'apply', { ...config, status: {} }),
    );
  });
});
