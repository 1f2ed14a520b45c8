import { createRESTClient, loadConfig } from 'kube-client-runtime';
import { firstAnswer, newClient, type Client } from '../../suites/support/client.js';

/** The clients of both servers. */
export interface Servers {
  readonly real: Client;
  readonly embedded: Client;
  /** Sends the same requests to both servers. Returns both results. */
  both<T>(ask: (client: Client) => Promise<T>): Promise<{ readonly real: T; readonly embedded: T }>;
}

/** The namespace of the tests on both servers. */
export const namespace = 'together';

/** Connects to both before the tests of a file, and closes after them. */
export function useServers(): Servers {
  let servers: { real: Client; embedded: Client } | undefined;
  const closing: (() => void)[] = [];
  const made = (): NonNullable<typeof servers> => {
    if (servers === undefined) throw new Error('the servers are available only inside of tests');
    return servers;
  };
  const connect = async (name: string): Promise<Client> => {
    const kubeconfig = process.env[name];
    if (kubeconfig === undefined) throw new Error(`${name} is not set: these suites are run by npm run conformance`);
    const rest = createRESTClient({ ...(await loadConfig({ kubeconfig })), middleware: [firstAnswer] });
    closing.push(() => rest.close());
    const client = newClient(rest, namespace);
    const { status } = await client.post('/api/v1/namespaces', { metadata: { name: namespace } });
    // The first test file has created it for all.
    if (status !== 201 && status !== 409) throw new Error(`${name}: the namespace ${namespace} is answered with ${status}`);
    return client;
  };
  beforeAll(async () => {
    servers = { real: await connect('CONFORMANCE_REAL'), embedded: await connect('CONFORMANCE_EMBEDDED') };
  });
  afterAll(() => {
    for (const close of closing) close();
  });
  return {
    get real() {
      return made().real;
    },
    get embedded() {
      return made().embedded;
    },
    both: async (ask) => {
      const [real, embedded] = await Promise.all([ask(made().real), ask(made().embedded)]);
      return { real, embedded };
    },
  };
}
