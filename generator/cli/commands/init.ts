import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configNames } from '../config-file.js';
import { exitCodes, UsageError } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import type { Config, Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** `init`: writes a config file with what the command line says, and tells what to add to package.json. */
export async function runInit(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { config, flags } = settings;
  const name = flags.config ?? configNames[0] ?? '';
  const existing = flags.config === undefined ? configNames.find((one) => existsSync(path.join(terminal.cwd, one))) : undefined;
  if (existing !== undefined) throw new UsageError(`${existing} exists already (edit it, or remove it first)`);
  if (!/\.(?:ya?ml|json)$/.test(name)) throw new UsageError(`--config ${name} must end in .yaml, .yml or .json`);
  const text = name.endsWith('.json') ? formatJson(config) : formatYaml(config);
  try {
    await writeFile(path.resolve(terminal.cwd, name), text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw new UsageError(`${name} exists already (edit it, or remove it first)`, { cause: error });
    if (code === 'ENOENT') throw new UsageError(`${name}: its folder does not exist`, { cause: error });
    if (code === 'EACCES' || code === 'EROFS') throw new UsageError(`${name} may not be written`, { cause: error });
    throw error;
  }
  const command = flags.config === undefined ? 'kube-client-gen' : `kube-client-gen --config ${name}`;
  if (flags.json === true) {
    terminal.stdout.write(`${JSON.stringify({ command: 'init', ok: true, file: name }, undefined, 2)}\n`);
  } else if (flags.quiet !== true) {
    terminal.stdout.write(nextSteps(name, command));
  }
  return exitCodes.done;
}

function nextSteps(name: string, command: string): string {
  return `Wrote ${name}. Add to the scripts of package.json:

  "generate": "${command}",
  "generate:check": "${command} --check"

and install what the generated code runs on:

  npm install kube-client-runtime
`;
}

const schemaPath = './node_modules/kube-client-gen/config.schema.json';

function withDefaults(config: Config): Config {
  const named = config.crd ?? config.openapi ?? config.fromCluster ?? config.kubernetes;
  return { ...(named === undefined ? { crd: ['crds/'] } : {}), ...config, out: config.out ?? 'generated' };
}

function formatJson(config: Config): string {
  return `${JSON.stringify({ $schema: schemaPath, ...withDefaults(config) }, undefined, 2)}\n`;
}

function formatYaml(config: Config): string {
  const lines = [
    `# yaml-language-server: $schema=${schemaPath}`,
    '# What kube-client-gen reads and writes. Relative paths start at this file; the command line wins over it.',
  ];
  // JSON strings and lists are YAML as they stand, whatever is in them.
  for (const [key, value] of Object.entries(withDefaults(config)) as [string, Config[keyof Config]][]) {
    if (Array.isArray(value)) lines.push(`${key}:`, ...value.map((item) => `  - ${JSON.stringify(item)}`));
    else if (typeof value === 'object')
      lines.push(`${key}:`, ...Object.entries(value).map(([name, item]) => `  ${JSON.stringify(name)}: ${JSON.stringify(item)}`));
    else lines.push(`${key}: ${JSON.stringify(value)}`);
  }
  lines.push(
    '',
    '# Also here, if you want them:',
    '# kubernetes: v1.36         # the built-in API of that version',
    '# include: [apps/v1, core]  # only these groups, versions or kinds',
    '# importExtension: none     # for bundlers; .ts for TypeScript that runs as it is',
    '',
  );
  return lines.join('\n');
}
