import { spawn } from 'node:child_process';

/** The result of a command. If it could not be started, the code is that of the error, such as `ENOENT`. */
export interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Never rejects. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? error.message, stdout, stderr }));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
