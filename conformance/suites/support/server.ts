import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRESTClient, isProbableEOF, loadConfig, type RESTClient, type RESTConfig } from 'kube-client-runtime';
import { firstAnswer, newClient, type Client } from './client.js';

/** Which of the two servers a run is about. */
export type Kind = 'embedded' | 'real';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these suites are run by npm run conformance`);
  return value;
}

export const kind: Kind = setting('CONFORMANCE_SERVER') === 'real' ? 'real' : 'embedded';

/** The server, whichever it is, for the tests of a file. It is shared: each test has a namespace of its own. */
export interface Subject {
  readonly config: RESTConfig;
  readonly rest: RESTClient;
  readonly client: Client;
  /** The namespace of this test. */
  readonly namespace: string;
}

let namespaces = 0;

/** Connects before the tests of a file, makes a namespace before each, and closes after them. */
export function useServer(): Subject {
  let config: RESTConfig | undefined;
  let rest: RESTClient | undefined;
  let namespace = '';
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('there is a server inside of tests alone');
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

/** The server goes away and comes back, on the same port and with the same objects. */
export const restart = (): Promise<void> => have('restart');

/** Makes every version before now too old. A real server has the last of them in its watch caches until it starts anew. */
export async function forgetThePast(): Promise<void> {
  await have('compact');
  await have('restart');
}

/**
 * Does what is the first thing after a restart. A connection that is kept from before may not know yet that it has gone, and a
 * write that meets its end is not sent again by a client itself.
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
 * `test`, for what `docs/embedded-differences.md` says that the embedded server does otherwise: there it has to fail, so that an
 * entry goes when its reason has gone.
 */
export function testWithDifference(entry: string): (name: string, body: () => Promise<void>) => void {
  if (!differences.includes(`\`${entry}\``)) throw new Error(`docs/embedded-differences.md has no entry ${entry}`);
  return kind === 'real' ? test : test.failing;
}
