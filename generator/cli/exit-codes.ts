import type { Diagnostic } from '../model/diagnostic.js';

/** The exit codes of the process. */
export const exitCodes = {
  done: 0,
  /** `--check` found differences. */
  drift: 1,
  /** A mistake in the command line, unusable input, a write error, or a foreign file at an output path. */
  unusable: 2,
  /** The cluster, or a requested group in it, could not be reached or refused the request. */
  cluster: 3,
  /** An internal error of this tool. */
  fault: 70,
  /** Ended by SIGINT, in the convention of shells. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/** An exit code of the process. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A mistake in the command line or the config file, with exit code 2. The message has one line for each mistake. */
export class UsageError extends Error {
  /** The same for `--json`; at least one. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
    this.diagnostics = diagnostics;
  }
}

/** Returns the error for a mistake in the command line. `where` is the option, or empty. */
export function usageError(what: string, hint = '', where = '', options?: ErrorOptions): UsageError {
  const text = where === '' ? what : `${where} ${what}`;
  const message = hint === '' ? text : `${text} (${hint})`;
  return new UsageError(message, [{ severity: 'error', origin: 'command line', where, what, hint }], options);
}

/** The reason of the signal that ends a command early. */
export class Interruption extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.name = 'Interruption';
    this.exitCode = exitCode;
  }
}
