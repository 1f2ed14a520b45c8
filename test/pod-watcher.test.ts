/** The pod controller of the examples, against the embedded API server over real sockets. */
import type { Logger } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import { createClientset, createSharedInformerFactory, type Clientset } from '../examples/pod-watcher/generated/index.js';
import { newPodController } from '../examples/pod-watcher/src/controller.js';

let server: ApiServer;
let clientset: Clientset;
let stop: AbortController;
let running: Promise<void>;
let messages: string[];
let onMessage: () => void;

beforeEach(async () => {
  server = await startApiServer();
  clientset = createClientset(server.restConfig());
  stop = new AbortController();
  messages = [];
  onMessage = () => {};
});
afterEach(async () => {
  stop.abort();
  await running;
  clientset.rest.close();
  await server.stop();
  expect(server.connections).toBe(0);
});

const logger: Logger = {
  debug: () => {},
  info(message, fields = {}) {
    messages.push([message, ...Object.values(fields).map(String)].join(' '));
    onMessage();
  },
  warn: () => {},
  error: (message, fields) => {
    throw new Error(message, { cause: fields });
  },
};

function start(): void {
  running = newPodController(createSharedInformerFactory(clientset), logger).run(2, stop.signal);
}

async function once(line: string): Promise<void> {
  await new Promise<void>((resolve) => {
    onMessage = () => {
      if (messages.includes(line)) resolve();
    };
    onMessage();
  });
}

const pods = () => clientset.coreV1.pods('default');
const pod = (name: string) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } });

test('logs pods that exist, and pods that are added, changed and deleted', async () => {
  await pods().create(pod('old'));
  start();
  await once('Pod default/old Pending none');
  const created = await pods().create(pod('new'));
  await once('Pod default/new Pending none');
  await pods().updateStatus({ ...created, status: { ...created.status, phase: 'Running' } });
  await once('Pod default/new Running none');
  await pods().bind('old', { metadata: { name: 'old' }, target: { name: 'node-1' } });
  await once('Pod default/old Pending node-1');
  await pods().delete('new', { gracePeriodSeconds: 0 });
  await once('Pod was deleted default/new');
});

test('logs a pod that was deleted while the watch was interrupted', async () => {
  await pods().create(pod('a'));
  start();
  await once('Pod default/a Pending none');
  const refused = server.faults.add({ verb: 'watch', times: Infinity }, { type: 'refuse' });
  server.endWatches();
  await pods().delete('a', { gracePeriodSeconds: 0 });
  server.compact();
  refused.remove();
  await once('Pod was deleted default/a');
});

test('ends when its signal fires, also before its cache is filled', async () => {
  server.faults.add({ verb: '*', times: Infinity }, { type: 'hold' });
  start();
  stop.abort();
  await running;
  expect(messages).toEqual([]);
});
