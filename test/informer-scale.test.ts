/**
 * Many informers of the generated clients, against the embedded API server over real sockets. The number of connections equals
 * the number of watches, and all connections are closed at the end.
 */
import { startApiServer, type ApiServer } from 'kube-client-testing';
import { createClientset, createSharedInformerFactory, type Clientset } from '../examples/pod-watcher/generated/index.js';

let server: ApiServer;
let clientset: Clientset;

beforeEach(async () => {
  server = await startApiServer();
  clientset = createClientset(server.restConfig());
});
afterEach(async () => {
  clientset.rest.close();
  await server.stop();
});

const pod = (name: string) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }] },
});

/** Waits until there are `count` connections. The server notices a change after the client. */
async function connectionsAre(isWanted: (count: number) => boolean): Promise<void> {
  while (!isWanted(server.connections)) await new Promise((resolve) => setImmediate(resolve));
}

const connectionsFall = (to: number): Promise<void> => connectionsAre((count) => count <= to);

test('a hundred informers use a hundred connections, see changes, and close all connections at the end', async () => {
  let seen = 0;
  let all = (): void => undefined;
  const told = new Promise<void>((resolve) => (all = resolve));
  const factories = Array.from({ length: 100 }, () => {
    const factory = createSharedInformerFactory(clientset, { namespace: 'default' });
    factory.coreV1.pods.informer.addEventHandler({
      onAdd: () => {
        if (++seen === 300) all();
      },
    });
    factory.start();
    return factory;
  });
  await Promise.all(factories.map((factory) => factory.waitForCacheSync()));
  // A cache may sync before its watch starts.
  await connectionsAre((count) => count >= 100);
  // Short requests leave some connections open.
  expect(server.connections).toBeLessThan(140);
  for (const name of ['one', 'two', 'three']) await clientset.coreV1.pods('default').create(pod(name));
  await told;
  await Promise.all(factories.map((factory) => factory.shutdown()));
  clientset.rest.close();
  await connectionsFall(0);
});

test('an informer that starts and ends a hundred times leaves no connection open', async () => {
  await clientset.coreV1.pods('default').create(pod('one'));
  for (let i = 0; i < 100; i++) {
    const factory = createSharedInformerFactory(clientset, { namespace: 'default' });
    const { lister } = factory.coreV1.pods;
    factory.start();
    // Every second informer ends before it has synced.
    if (i % 2 === 0) {
      await factory.waitForCacheSync();
      expect(lister.namespace('default').list()).toHaveLength(1);
    }
    await factory.shutdown();
    await connectionsFall(4);
  }
  clientset.rest.close();
  await connectionsFall(0);
});
