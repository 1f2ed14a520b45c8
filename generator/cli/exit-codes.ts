/** What the process's exit code says. */
export const exitCodes = {
  done: 0,
  /** `--check` found differences. */
  drift: 1,
  /** A mistake in the command line, input that cannot be used, or a foreign file in the way. */
  unusable: 2,
  /** The cluster could not be reached, or refused. */
  cluster: 3,
  /** A fault of this tool. */
  fault: 70,
  /** Ended by Ctrl-C, as shells say it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A mistake in the command line or the config file: one line, exit code 2. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
