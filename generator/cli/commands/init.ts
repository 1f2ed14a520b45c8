import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { combinationProblem } from '../../check-options.js';
import { flagName, optionRows, optionTable } from '../../option-table.js';
import type { OptionRow } from '../../option-table.js';
import { configNames } from '../config-file.js';
import { inConfigWords } from '../config-schema.js';
import { exitCodes, usageError } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import { printJson } from '../json-document.js';
import type { Config, Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** Runs `init`: writes a config file with the options of the command line, and prints what to add to package.json. */
export async function runInit(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { config, flags } = settings;
  const name = flags.config ?? configNames[0] ?? '';
  const existing = flags.config === undefined ? configNames.find((one) => existsSync(path.join(terminal.cwd, one))) : undefined;
  if (existing !== undefined) throw usageError(`${existing} exists already`, 'edit it, or remove it first');
  await check(config);
  if (!/\.(?:ya?ml|json)$/.test(name)) throw usageError(`${name} must end in .yaml, .yml or .json`, '', '--config');
  const text = name.endsWith('.json') ? formatJson(config) : formatYaml(config);
  try {
    await writeFile(path.resolve(terminal.cwd, name), text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw usageError(`${name} exists already`, 'edit it, or remove it first', '', { cause: error });
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw usageError(`${name}: its folder does not exist`, 'create it first', '', { cause: error });
    if (code === 'EISDIR') throw usageError(`${name} is a folder`, 'name a file', '', { cause: error });
    throw error;
  }
  const command = flags.config === undefined ? 'kube-client-gen' : `kube-client-gen --config ${name}`;
  if (flags.json === true) {
    printJson(terminal, { command: 'init', exitCode: exitCodes.done, diagnostics: [], config: name });
  } else if (flags.quiet !== true) {
    terminal.stdout.write(nextSteps(name, command));
  }
  return exitCodes.done;
}

/** Throws a UsageError for values that `generate` would refuse, as far as that shows without reading the input. */
async function check(config: Config): Promise<void> {
  const problem = combinationProblem(withDefaults(config), (name) => `--${flagName(name)}`);
  if (problem !== undefined) throw usageError(problem.what, problem.hint, `--${flagName(problem.option)}`);
  if (typeof config.kubernetes !== 'string') return;
  const { chooseVersion } = await import('../../load/kubernetes.js');
  const { InputError } = await import('../../load/input-error.js');
  try {
    await chooseVersion(config.kubernetes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw usageError(`${config.kubernetes} ${error.message}`, error.hint, '--kubernetes', { cause: error });
  }
}

function nextSteps(name: string, command: string): string {
  return `Wrote ${name}. Add to the scripts of package.json:

  "generate": "${command}",
  "generate:check": "${command} --check"

and install what the generated code runs on:

  npm install kube-client-runtime
`;
}

/** The folder of CRDs that a new config file names, which is where controller-gen writes them. */
const defaultInput = 'config/crd';

const schemaPath = './node_modules/kube-client-gen/config.schema.json';

function withDefaults(config: Config): Config {
  const named = config.crd ?? config.openapi ?? config.fromCluster ?? config.kubernetes;
  return { ...(named === undefined ? { crd: [defaultInput] } : {}), ...config, out: config.out ?? optionTable.out.default };
}

function formatJson(config: Config): string {
  return `${JSON.stringify({ $schema: schemaPath, ...withDefaults(config) }, undefined, 2)}\n`;
}

function formatYaml(config: Config): string {
  const lines = [
    `# yaml-language-server: $schema=${schemaPath}`,
    '# The inputs and the output of kube-client-gen. Relative paths start at this file. The command line takes precedence.',
  ];
  // All JSON strings and lists are valid YAML.
  for (const [key, value] of Object.entries(withDefaults(config)) as [string, Config[keyof Config]][]) {
    if (Array.isArray(value)) lines.push(`${key}:`, ...value.map((item) => `  - ${JSON.stringify(item)}`));
    else if (typeof value === 'object')
      lines.push(`${key}:`, ...Object.entries(value).map(([name, item]) => `  ${JSON.stringify(name)}: ${JSON.stringify(item)}`));
    else lines.push(`${key}: ${JSON.stringify(value)}`);
  }
  lines.push('', '# Also here, as they are by default:');
  for (const [name, row] of optionRows) {
    const value = defaultText(row);
    if (row.scope === 'command line' || Object.hasOwn(withDefaults(config), name) || value === undefined) continue;
    lines.push(`# ${name}: ${value}`.padEnd(36) + ` # ${inConfigWords(row.sentence)}`);
  }
  lines.push('');
  return lines.join('\n');
}

/** Returns the value that an option has by default, as YAML; undefined if it has none that could be written. */
function defaultText(row: OptionRow): string | undefined {
  if (row.default !== undefined) return String(row.default);
  if (row.type === 'texts') return '[]';
  if (row.type === 'names') return '{}';
  return row.type === 'flag' || row.type === 'version' ? 'false' : undefined;
}
