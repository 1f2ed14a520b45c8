import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRESTClient, isProbableEOF, loadConfig, type RESTClient, type RESTConfig } from 'kube-client-runtime';
import { firstAnswer, newClient, type Client } from './client.js';

/** The server of a run. */
export type Kind = 'embedded' | 'real';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these suites are run by npm run conformance`);
  return value;
}

export const kind: Kind = setting('CONFORMANCE_SERVER') === 'real' ? 'real' : 'embedded';

/** The port of the kubelet stand-in behind a real server of our own, or undefined. */
export const kubeletPort: number | undefined = Number(process.env['CONFORMANCE_KUBELET_PORT']) || undefined;

/** The server for the tests of a file. The files share it, so each test has its own namespace. */
export interface Subject {
  readonly config: RESTConfig;
  readonly rest: RESTClient;
  readonly client: Client;
  /** The namespace of this test. */
  readonly namespace: string;
}

let namespaces = 0;

/** Connects before the tests of a file, creates a namespace before each test, and disconnects at the end. */
export function useServer(): Subject {
  let config: RESTConfig | undefined;
  let rest: RESTClient | undefined;
  let namespace = '';
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the server is available only inside of tests');
    return value;
  };
  beforeAll(async () => {
    config = await loadConfig({ kubeconfig: setting('CONFORMANCE_KUBECONFIG') });
    rest = createRESTClient({ ...config, middleware: [firstAnswer] });
  });
  beforeEach(async () => {
    namespaces += 1;
    namespace = `t${process.pid.toString(36)}-${Date.now().toString(36)}-${namespaces}`;
    await newClient(made(rest)).must('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  });
  afterAll(() => rest?.close());
  return {
    get config() {
      return made(config);
    },
    get rest() {
      return made(rest);
    },
    get client() {
      return newClient(made(rest), namespace);
    },
    get namespace() {
      return namespace;
    },
  };
}

async function have(operation: 'compact' | 'restart'): Promise<void> {
  const response = await fetch(`${setting('CONFORMANCE_CONTROL')}/${operation}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
}

/** Restarts the server, on the same port and with the same objects. */
export const restart = (): Promise<void> => have('restart');

/** Compacts all versions. A real server is restarted too, because its watch caches still have the last versions. */
export async function forgetThePast(): Promise<void> {
  await have('compact');
  await have('restart');
}

/**
 * Makes the first call after a restart. A reused connection may already be closed, and a client does not repeat a write that
 * fails because of this.
 */
export async function afterRestart<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isProbableEOF(error)) throw error;
    return call();
  }
}

const differences = readFileSync(path.join(import.meta.dirname, '../../../docs/embedded-differences.md'), 'utf8');

/**
 * Returns `test` for a difference in `docs/embedded-differences.md`. On the embedded server, the test must fail, so that entries
 * without a reason are removed.
 */
export function testWithDifference(entry: string): (name: string, body: () => Promise<void>) => void {
  if (!differences.includes(`\`${entry}\``)) throw new Error(`docs/embedded-differences.md has no entry ${entry}`);
  return kind === 'real' ? test : test.failing;
}
