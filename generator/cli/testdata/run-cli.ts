import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '../../..');
const bin = path.join(root, 'bin/kube-client-gen.js');

/** Builds what has changed since it was built; safe to call from several test files at once. */
export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts/build.mjs'), '--no-check', 'generator']);
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly done: Promise<CliResult>;
  /** Resolves when the output (both streams) matches. */
  seen(pattern: RegExp, times?: number): Promise<void>;
  interrupt(): void;
  closeStdout(): void;
}

/** Starts the built command in a process of its own, as users do. */
export function start(
  args: readonly string[],
  cwd: string,
  options: { input?: string; env?: Record<string, string> } = {},
): CliProcess {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...env, ...options.env } });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const note = (): void => {
    for (const check of [...waiting]) check();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    note();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    note();
  });
  // A command that never reads its input may be gone before it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const done = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
      note();
    });
  });
  return {
    done,
    seen: (pattern, times = 1) =>
      new Promise((resolve) => {
        const check = (): void => {
          const matches = (stdout + stderr).match(new RegExp(pattern, 'g')) ?? [];
          if (matches.length < times && child.exitCode === null) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    interrupt: () => child.kill('SIGINT'),
    closeStdout: () => child.stdout.destroy(),
  };
}

export function run(
  args: readonly string[],
  cwd: string,
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<CliResult> {
  return start(args, cwd, options).done;
}

/** A process that runs command lines one after the other, in a fraction of the time that a process for each takes. */
export interface CliServer {
  run(args: readonly string[], cwd: string, options?: { readonly input?: string }): Promise<CliResult>;
  stop(): Promise<void>;
}

/** Builds, and starts a process that runs command lines. For rules that do not depend on the process: signals, streams, environment. */
export async function serve(): Promise<CliServer> {
  await build();
  const child = fork(path.join(root, 'scripts/lib/serve-cli.mjs'));
  return {
    async run(args, cwd, { input = '' } = {}) {
      child.send({ args, cwd, input });
      const [result] = (await once(child, 'message')) as [CliResult];
      return result;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
