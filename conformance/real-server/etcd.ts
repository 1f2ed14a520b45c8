import { startService, waitUntil, type Service } from './processes.js';

/** The store of one API server. */
export interface Etcd {
  readonly url: string;
  readonly service: Service;
  /** Compacts all versions but the newest. Resolves with that version. */
  compact(): Promise<string>;
}

/** Starts etcd with its data below `folder`, on two loopback ports. */
export async function startEtcd(
  command: string,
  {
    folder,
    log,
    ports: [clientPort, peerPort],
    endsWithStdin,
  }: {
    readonly folder: string;
    readonly log: string;
    readonly ports: readonly [client: number, peer: number];
    readonly endsWithStdin: boolean;
  },
): Promise<Etcd> {
  const url = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const flags = {
    name: 'conformance',
    'data-dir': folder,
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `conformance=${peer}`,
    // The data is temporary, so omit the disk syncs.
    'unsafe-no-fsync': 'true',
    'log-level': 'warn',
  };
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const service = await startService(command, args, { name: 'etcd', log, endsWithStdin });
  await waitUntil('etcd was ready', [service], 120_000, async () => isHealthy(url));
  return {
    url,
    service,
    async compact() {
      const revision = await newestRevision(url);
      await post(url, '/v3/kv/compaction', { revision, physical: true });
      return revision;
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    // The server does not listen yet.
    return false;
  }
}

async function newestRevision(url: string): Promise<string> {
  // Any key works, even a missing one: the header of the response has the revision.
  const answer = await post(url, '/v3/kv/range', { key: Buffer.from('/').toString('base64'), limit: 1 });
  const header = typeof answer === 'object' && answer !== null && 'header' in answer ? answer.header : undefined;
  const revision = typeof header === 'object' && header !== null && 'revision' in header ? header.revision : undefined;
  if (typeof revision !== 'string') throw new Error('etcd did not return its revision');
  return revision;
}

async function post(url: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`etcd refused ${path}: ${text}`);
  return JSON.parse(text);
}
