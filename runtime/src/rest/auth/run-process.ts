import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { onAbort, type Clock } from '../../util/index.js';

/** A command to run to its end. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives the command this process's standard input. Its standard error always goes to this process's. */
  readonly interactive: boolean;
  /** 0 is no limit. */
  readonly timeoutMs: number;
}

export type ProcessResult =
  | { readonly type: 'exited'; readonly code: number; readonly output: string | Uint8Array }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'timed-out' }
  | { readonly type: 'too-long' }
  | { readonly type: 'not-started'; readonly code: string };

/** Rejects with the signal's reason when it fires. */
export type RunProcess = (request: ProcessRequest, signal: AbortSignal, clock: Clock) => Promise<ProcessResult>;

const longestOutput = 4 * 1024 * 1024;
/** Milliseconds that a process which the command has left behind may keep its standard output open. */
const closeWithinMs = 1_000;
/** Milliseconds that a command has to end by itself before it is killed. */
const killAfterMs = 2_000;

export const runProcess: RunProcess = async (request, signal, clock) => {
  signal.throwIfAborted();
  const child = start(request);
  if (child === undefined) return { type: 'not-started', code: 'ERR_INVALID_ARG_VALUE' };
  const result = await new Promise<ProcessResult>((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let cancelTimer = (): void => {};
    let cancelClose = (): void => {};
    let settled = false;

    const settle = (finish: () => void): void => {
      settled = true;
      cancelTimer();
      cancelClose();
      unlisten();
      finish();
    };
    const stop = (finish: () => void): void => {
      settle(finish);
      // What it started may hold the pipe open; nothing of this process may wait for that.
      child.stdout.destroy();
      child.unref();
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      kill.unref();
      child.once('exit', () => clearTimeout(kill));
    };
    const unlisten = onAbort(signal, () => stop(() => resolve({ type: 'killed', signal: 'abort' })));
    if (request.timeoutMs > 0) cancelTimer = clock.schedule(request.timeoutMs, () => stop(() => resolve({ type: 'timed-out' })));

    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestOutput) stop(() => resolve({ type: 'too-long' }));
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(() => resolve({ type: 'not-started', code: error.code ?? error.name })),
    );
    const ended = (code: number | null, killedBy: string | null): void =>
      settle(() =>
        resolve(
          code === null
            ? { type: 'killed', signal: killedBy ?? 'a signal' }
            : { type: 'exited', code, output: Buffer.concat(chunks) },
        ),
      );
    child.on('exit', (code, killedBy) => {
      if (settled) return;
      // `close` waits for everyone who holds the pipe: an agent that the command has started may do so for ever.
      cancelClose = clock.schedule(closeWithinMs, () => {
        ended(code, killedBy);
        child.stdout.destroy();
      });
    });
    child.on('close', ended);
  });
  signal.throwIfAborted();
  return result;
};

function start(request: ProcessRequest): ChildProcessByStdio<null, Readable, null> | undefined {
  try {
    return spawn(request.command, request.args, {
      env: request.env,
      stdio: [request.interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      windowsHide: true,
    });
  } catch {
    // An argument or a variable that no process can be given. The reason quotes it, and it may be a credential.
    return undefined;
  }
}
