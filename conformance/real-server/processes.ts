import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs until it is ended. */
export interface Service {
  readonly name: string;
  /** Resolves when the program has ended, however. */
  readonly ended: Promise<void>;
  readonly isRunning: boolean;
  /** Asks it to end, and ends it the hard way when it takes longer than `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** The last lines of what it wrote. */
  lastLines(count: number): Promise<string>;
}

/**
 * Starts a program with its output in `log`. It is ended with this process, even when that ends without a word where
 * `endsWithStdin` says that the program knows how to.
 */
export async function startService(
  command: string,
  args: readonly string[],
  { name, log, endsWithStdin }: { readonly name: string; readonly log: string; readonly endsWithStdin: boolean },
): Promise<Service> {
  const output = openSync(log, 'a');
  let child: ChildProcess;
  try {
    child = spawn(command, args, {
      // Its own group, so that Ctrl-C reaches us alone, and we end things in order.
      detached: true,
      stdio: [endsWithStdin ? 'pipe' : 'ignore', output, output],
      env: { ...process.env, ...(endsWithStdin && { CONFORMANCE_ENDS_WITH_STDIN: '1' }) },
    });
  } finally {
    closeSync(output);
  }
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.removeListener('exit', killWithUs);
      child.stdin?.destroy();
      resolve();
    });
  });
  // Its end may come while it is being written to: that it has ended is told by `ended`.
  child.stdin?.on('error', () => {});
  await once(child, 'spawn');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name,
    ended,
    get isRunning() {
      return isRunning();
    },
    async stop(graceMs) {
      if (!isRunning()) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(hard);
    },
    lastLines: async (count) => (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-count).join('\n'),
  };
}

/** Asks again and again until the answer is true. Rejects when a service ends before, or after `timeoutMs`. */
export async function waitUntil(
  what: string,
  services: readonly Service[],
  timeoutMs: number,
  ask: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ask())) {
    const gone = services.find((service) => !service.isRunning);
    if (gone) throw new Error(`${gone.name} ended before ${what}; the last that it said:\n${await gone.lastLines(5)}`);
    if (performance.now() > deadline) throw new Error(`${what} took more than ${timeoutMs / 1000} s`);
    await sleep(50);
  }
}

/** Ports of the loopback interface that nobody has at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a listener has no port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
