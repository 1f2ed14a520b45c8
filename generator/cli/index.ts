/**
 * The process of `kube-client-gen`. It connects the command line to the process: streams, signals and the exit code. Only this
 * folder prints.
 *
 * Start reading in `main.ts`, which runs a command line. `commands/` has a file for each command, and `exit-codes.ts` the exit
 * codes.
 *
 * @packageDocumentation
 */
import './compile-cache.js';
import { exitCodes, Interruption } from './exit-codes.js';
import { main } from './main.js';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Interruption('interrupted by SIGINT', exitCodes.interrupted)));
process.once('SIGTERM', () => interrupt.abort(new Interruption('terminated by SIGTERM', exitCodes.terminated)));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has seen enough (`| head`): the command goes on, and only `--watch` ends.
  if (error.code === 'EPIPE') {
    interrupt.abort(new Interruption('standard output was closed', exitCodes.done));
    return;
  }
  const what = error.code === 'ENOSPC' ? 'the disk is full' : error.message;
  process.stderr.write(`standard output: output: cannot be written: ${what} (check the place that it leads to)\n`);
  process.exit(exitCodes.unusable);
});
// Without standard error there is nowhere left to say so.
process.stderr.on('error', () => undefined);

const exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  interrupt: interrupt.signal,
});
process.exitCode = exitCode;
// An input that nobody ends would keep the process alive.
if (interrupt.signal.aborted) process.exit(exitCode);
