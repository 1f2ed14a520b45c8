import type { Logger } from 'kube-client-runtime';

/** Writes one line to standard output: the time, the message and the fields. */
function write(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${name}=${value instanceof Error ? value.message : String(value)}`,
  );
  process.stdout.write(`${[new Date().toISOString(), message, ...parts].join(' ')}\n`);
}

/** A logger that writes all messages except those of level `debug`. */
export const consoleLogger: Logger = { debug: () => {}, info: write, warn: write, error: write };
