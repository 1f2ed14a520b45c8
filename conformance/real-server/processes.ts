import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running program. */
export interface Service {
  readonly name: string;
  /** Resolves when the program has ended for any reason. */
  readonly ended: Promise<void>;
  readonly isRunning: boolean;
  /** Asks the program to end, and kills it after `graceMs`. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
  /** Returns the last lines of its output. */
  lastLines(count: number): Promise<string>;
}

/**
 * Starts a program whose output goes to `log`. It ends with this process. If this process is killed, it ends only if
 * `endsWithStdin` is true.
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
      // Use its own process group, so that Ctrl-C reaches only this process, which ends the programs in order.
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
  // The program may end during a write. `ended` reports it.
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

/** Repeats a question until the answer is true. Rejects if a service ends before, and after `timeoutMs`. */
export async function waitUntil(
  what: string,
  services: readonly Service[],
  timeoutMs: number,
  ask: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ask())) {
    const gone = services.find((service) => !service.isRunning);
    if (gone) throw new Error(`${gone.name} ended before ${what}; its last output:\n${await gone.lastLines(5)}`);
    if (performance.now() > deadline) throw new Error(`${what} took more than ${timeoutMs / 1000} s`);
    await sleep(50);
  }
}

/** Returns ports of the loopback interface that are free now. */
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
