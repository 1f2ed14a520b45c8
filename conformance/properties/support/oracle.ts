import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The answer of Go: a value, a returned error, or the message of a panic. */
export type Answer = { readonly value: unknown } | { readonly error: string } | { readonly panic: string };

/** A running program of `conformance/oracle`. */
export interface Oracle {
  /** Sends a question. Several questions at once travel together. Rejects if the question is malformed. */
  ask(call: string, input: unknown): Promise<Answer>;
  /** Ends the program. Resolves when it has ended. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/** Starts the oracle. The caller stops it. It also ends with this process. */
export function startOracle(program: string): Oracle {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: Waiting[] = [];
  let said = '';
  let gone: Error | undefined;
  const end = (why: string): void => {
    gone ??= new Error(`the oracle ended (${why})${said === '' ? '' : `; its last output:\n${said}`}`);
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end(error.message);
      resolve();
    });
    child.once('close', (code, signal) => {
      end(signal ?? `exit code ${code}`);
      resolve();
    });
  });
  // `ended` reports that the program ended during a write.
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  // The answers arrive in the order of the questions.
  createInterface({ input: child.stdout }).on('line', (line) => {
    const next = waiting.shift();
    if (next === undefined) throw new Error(`the oracle sent an answer without a question:  ${line}`);
    try {
      next.resolve(readAnswer(line));
    } catch (error) {
      next.reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return {
    ask: (call, input) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) {
          reject(gone);
          return;
        }
        waiting.push({ resolve, reject });
        if (!child.stdin.writableCorked) {
          child.stdin.cork();
          process.nextTick(() => child.stdin.uncork());
        }
        child.stdin.write(`${JSON.stringify({ call, input })}\n`);
      }),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function readAnswer(line: string): Answer {
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null) throw new Error(`not an answer:  ${line}`);
  if ('fault' in answer) throw new Error(`malformed question to the oracle:  ${String(answer.fault)}`);
  if ('error' in answer) return { error: String(answer.error) };
  if ('panic' in answer) return { panic: String(answer.panic) };
  return { value: 'value' in answer ? answer.value : undefined };
}
