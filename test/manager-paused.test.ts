/**
 * A leading process is stopped by SIGSTOP until another process leads, and then continues. No write of its manager's client
 * arrives after that.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { createRESTClient, newLeaderElector, newLeaseLock, silentLogger, type RESTClient } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import { told } from './support/told.js';

interface Report {
  readonly lease: string;
  readonly type: 'leads' | 'ended';
  readonly refused?: string;
  readonly late?: string;
}

/** The number of managers in the process. Each round stops the process once. */
const managers = 3;
const rounds = Number(process.env['PAUSED_ROUNDS'] ?? 2);

let folder: string;
let program: string;
let server: ApiServer;
let rest: RESTClient;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'writing-leader-'));
  program = path.join(folder, 'writing-leader.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'support/writing-leader.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { 'kube-client-runtime': path.join(import.meta.dirname, '../runtime/src/index.ts') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  server = await startApiServer();
  rest = createRESTClient(server.restConfig());
});
afterEach(async () => {
  child?.kill('SIGKILL');
  rest.close();
  await server.stop();
});

/** Resolves when another candidate could take a Lease, because the lease of the stopped process has ended. */
async function takeOver(lease: string): Promise<void> {
  const stop = new AbortController();
  const elector = newLeaderElector({
    lock: newLeaseLock(rest, { namespace: 'default', name: lease, identity: 'other' }),
    leaseDurationMs: 3_000,
    renewDeadlineMs: 2_500,
    retryPeriodMs: 200,
    logger: silentLogger,
    callbacks: { onStartedLeading: () => stop.abort(), onStoppedLeading: () => {} },
  });
  await elector.run(stop.signal);
}

test(
  'a process that was stopped for longer than its lease sends no write when it goes on',
  async () => {
    const arrived = told<string>();
    server.intercept('create', 'configmaps', ({ object }) => {
      arrived.tell(JSON.stringify(object));
      return undefined;
    });
    for (let round = 0; round < rounds; round++) {
      const leases = Array.from({ length: managers }, (_, index) => `lock-${round}-${index}`);
      const reports = told<Report>();
      const process = fork(program, [server.url, ...leases]);
      child = process;
      process.on('message', (report) => reports.tell(report as Report));
      await reports.until((values) => values.filter(({ type }) => type === 'leads').length === managers);
      // Stop the process while it writes.
      const begun = arrived.values.length;
      await arrived.until(({ length }) => length > begun);
      process.kill('SIGSTOP');
      await Promise.all(leases.map(takeOver));
      const before = arrived.values.length;
      process.kill('SIGCONT');
      await reports.until((values) => values.filter(({ type }) => type === 'ended').length === managers);
      expect(arrived.values.slice(before)).toEqual([]);
      for (const { refused, late } of reports.values.filter(({ type }) => type === 'ended')) {
        expect(refused).toMatch(
          /^POST \/api\/v1\/namespaces\/default\/configmaps was not sent: (the lease of|this candidate has lost) default\/lock-/,
        );
        expect(late).toBe('was refused');
      }
    }
  },
  60_000 + rounds * 30_000,
);
