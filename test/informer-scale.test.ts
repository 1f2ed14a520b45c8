/**
 * Many informers of the generated clients, against the embedded API server over real sockets: connections are as many as there are
 * watches, and none is left.
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

/** Waits until the number of connections is as wanted. The server sees a connection come and go after the client does. */
async function connectionsAre(isWanted: (count: number) => boolean): Promise<void> {
  while (!isWanted(server.connections)) await new Promise((resolve) => setImmediate(resolve));
}

const connectionsFall = (to: number): Promise<void> => connectionsAre((count) => count <= to);

test('a hundred informers watch over a hundred connections, see what changes, and close all of them when they end', async () => {
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
  // A cache may be synced before its watch has begun.
  await connectionsAre((count) => count >= 100);
  // Short requests have left a few open.
  expect(server.connections).toBeLessThan(140);
  for (const name of ['one', 'two', 'three']) await clientset.coreV1.pods('default').create(pod(name));
  await told;
  await Promise.all(factories.map((factory) => factory.shutdown()));
  clientset.rest.close();
  await connectionsFall(0);
});

test('an informer that is started and ended a hundred times leaves no connection behind', async () => {
  await clientset.coreV1.pods('default').create(pod('one'));
  for (let i = 0; i < 100; i++) {
    const factory = createSharedInformerFactory(clientset, { namespace: 'default' });
    const { lister } = factory.coreV1.pods;
    factory.start();
    // Every other one ends before it has synced.
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
