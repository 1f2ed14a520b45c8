import type { Logger } from 'kube-client-runtime';

/** One line a message on standard output: the time, the message, its fields. */
function write(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${name}=${value instanceof Error ? value.message : String(value)}`,
  );
  process.stdout.write(`${[new Date().toISOString(), message, ...parts].join(' ')}\n`);
}

export const consoleLogger: Logger = { debug: () => {}, info: write, warn: write, error: write };
