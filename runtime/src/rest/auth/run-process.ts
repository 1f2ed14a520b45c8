import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { onAbort, type Clock } from '../../util/index.js';

/** A command to run. */
export interface ProcessRequest {
  /** A path, or a name to look up in `PATH`. */
  readonly command: string;
  /** The arguments. */
  readonly args: readonly string[];
  /** The environment of the command. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the command inherits the standard input of this process. It always inherits standard error. */
  readonly interactive: boolean;
  /** The time after which the command is ended. 0 means no limit. */
  readonly timeoutMs: number;
}

/** The result of a command. */
export type ProcessResult =
  | { readonly type: 'exited'; readonly code: number; readonly output: string | Uint8Array }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'timed-out' }
  | { readonly type: 'too-long' }
  | { readonly type: 'not-started'; readonly code: string };

/** A function that runs a command. Rejects with the signal's reason when the signal fires. */
export type RunProcess = (request: ProcessRequest, signal: AbortSignal, clock: Clock) => Promise<ProcessResult>;

/** The maximum size of the output. Unit: bytes */
const longestOutput = 4 * 1024 * 1024;
/**
 * The time to wait for the end of the output after the command has ended. A process that it started may keep the output open.
 * Unit: milliseconds
 */
const closeWithinMs = 1_000;
/** The time between SIGTERM and SIGKILL. Unit: milliseconds */
const killAfterMs = 2_000;

/** Runs a command as a child process. */
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
      // A process that the command started may keep the pipe open. Do not wait for it.
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
      // `close` waits for all processes that have the pipe. An agent that the command started may keep it open forever.
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
    // An argument or a variable is invalid. The error quotes it, and it may be a credential.
    return undefined;
  }
}
