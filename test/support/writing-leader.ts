/**
 * A program that leads and writes as fast as possible, for `manager-paused.test.ts`. It runs in its own process, which the test
 * stops and continues.
 *
 * Arguments: the URL of the server and the names of the Leases. Each Lease has a manager.
 */
import {
  createRESTClient,
  isLeadershipLost,
  newManager,
  silentLogger,
  type KubeList,
  type KubeObject,
  type NamespacedResource,
} from 'kube-client-runtime';

interface ConfigMap extends KubeObject {
  data?: Record<string, string> | undefined;
}

const configMaps: NamespacedResource<ConfigMap, KubeList<ConfigMap>> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  listKind: 'ConfigMapList',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  verbs: ['create', 'get', 'list', 'patch', 'update', 'watch', 'delete'],
  subresources: [],
};

const [, , host, ...leases] = process.argv;
const report = (message: object): void => void process.send?.(message);

async function lead(lease: string): Promise<void> {
  // With two connections and many writers, most writes wait for a connection when the process is stopped.
  const rest = createRESTClient({ host, maxConnections: 2, logger: silentLogger });
  const manager = newManager(
    { rest },
    {
      logger: silentLogger,
      gracefulShutdownTimeoutMs: 0,
      leaderElection: { namespace: 'default', name: lease, leaseDurationMs: 3_000, renewDeadlineMs: 2_500, retryPeriodMs: 200 },
    },
  );
  const ended = new AbortController();
  const refusals: unknown[] = [];
  let over = false;
  const finish = (): void => void (over = true);
  const write = async (writer: string): Promise<void> => {
    // Each writer writes once more after the manager has ended, so that the program also ends if no write is refused.
    for (let count = 0, last = false; refusals.length === 0 && !last; count++) {
      last = over;
      try {
        await manager.client.create(configMaps, { metadata: { name: `${lease}-${writer}-${count}`, namespace: 'default' } });
      } catch (error) {
        if (!isLeadershipLost(error)) throw error;
        refusals.push(error);
      }
    }
  };
  const started = manager.start(ended.signal).then(finish, finish);
  await manager.elected;
  const writers = Array.from({ length: 6 }, (_, index) => write(`w${index}`));
  report({ lease, type: 'leads' });
  await Promise.all(writers);
  const [first] = refusals;
  await started;
  // The leadership is lost, the manager has ended, and its client refuses writes.
  const late = await manager.client.create(configMaps, { metadata: { name: `${lease}-late`, namespace: 'default' } }).then(
    () => 'was sent',
    (error: unknown) => (isLeadershipLost(error) ? 'was refused' : String(error)),
  );
  rest.close();
  report({ lease, type: 'ended', refused: first instanceof Error ? first.message : '', late });
}

void Promise.all(leases.map(lead)).then(() => process.disconnect());
