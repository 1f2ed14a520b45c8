import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { inputOptions, joinDashes, outputOptions, reportOptions, toConfig, toFlags, usageMessage } from './arguments.js';
import { readConfigFile } from './config-file.js';
import { exitCodes, UsageError } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

const commands = ['generate', 'inspect', 'init'];
const options = { ...inputOptions, ...outputOptions, ...reportOptions };

type Parsed = Readonly<Record<string, unknown>>;

/**
 * Runs a command line (without node and the script) and gives the exit code. All that it prints goes to the terminal that it is
 * given. Never throws for what the user or the input did.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(argv, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.stderr.write(`${error.message}\n`);
      return exitCodes.unusable;
    }
    if (terminal.interrupt.aborted) return exitCodes.interrupted;
    const system = systemError(error);
    if (system !== undefined) {
      terminal.stderr.write(`${system}\n`);
      return exitCodes.unusable;
    }
    return fault(error, argv.includes('--verbose'), terminal);
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  let failure: UsageError | undefined;
  const perform = async (
    parsed: Parsed,
    action: (settings: Settings, reload: () => Promise<Settings>) => Promise<ExitCode>,
  ): Promise<void> => {
    const reload = (): Promise<Settings> => readSettings(parsed, terminal);
    exitCode = await action(await reload(), reload);
  };
  const parser = yargs([])
    .scriptName('kube-client-gen')
    .usage('Typed Kubernetes clients for TypeScript, from CRDs and OpenAPI.\n\nUsage: $0 [command] [options]')
    .command(
      ['generate', '$0'],
      'generate clients (the default command)',
      (builder: Argv) => builder.options({ ...inputOptions, ...outputOptions, ...reportOptions }),
      (parsed: Parsed) =>
        perform(parsed, async (settings, reload) => {
          if (settings.flags.watch === true) {
            const { runWatch } = await import('./commands/watch.js');
            return runWatch(settings, terminal, reload);
          }
          const { runGenerate } = await import('./commands/generate.js');
          return runGenerate(settings, terminal);
        }),
    )
    .command(
      'inspect',
      'show what the input holds',
      (builder: Argv) => builder.options({ ...inputOptions, ...reportOptions }),
      (parsed: Parsed) =>
        perform(parsed, async (settings) => {
          const { runInspect } = await import('./commands/inspect.js');
          return runInspect(settings, terminal);
        }),
    )
    .command(
      'init',
      'write a config file',
      (builder: Argv) => builder.options({ ...inputOptions, ...outputOptions, ...reportOptions }),
      async (parsed: Parsed) => {
        const { runInit } = await import('./commands/init.js');
        exitCode = await runInit({ config: toConfig(parsed), flags: toFlags(parsed) }, terminal);
      },
    )
    .example('$0 --crd crds/ --out src/generated', 'clients for a folder of CRDs')
    .example('$0 --kubernetes --include apps/v1 --include core/v1', 'clients for built-in kinds')
    .example('$0 --from-cluster --check', 'is what was generated up to date?')
    .epilogue(
      'Exit codes: 0 done, 1 --check found differences, 2 unusable input or command line, 3 the cluster, 70 a fault of this tool.',
    )
    .version(version())
    .strict()
    .recommendCommands()
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(120, terminalWidth(terminal)))
    .parserConfiguration({ 'camel-case-expansion': false, 'strip-aliased': true })
    .fail((message: string | undefined, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error;
      failure = new UsageError(usageMessage(message ?? error?.message ?? '', argv, Object.keys(options), commands));
      throw failure;
    });
  await parser.parseAsync(
    joinDashes(withoutDefaultCommand(argv)),
    {},
    (_error: Error | undefined, _parsed: unknown, output: string) => {
      // Help and version come here, instead of to the console.
      if (output !== '' && failure === undefined) terminal.stdout.write(`${output}\n`);
    },
  );
  if (failure !== undefined) throw failure;
  return exitCode;
}

/**
 * Whenever a command is named, yargs lays out its help, wanted or not, which takes longer than generating a small client.
 * The default command is spared that, so it goes unnamed.
 */
function withoutDefaultCommand(argv: readonly string[]): readonly string[] {
  const [command, ...rest] = argv;
  return command === 'generate' && !argv.includes('--help') ? rest : argv;
}

async function readSettings(parsed: Parsed, terminal: Terminal): Promise<Settings> {
  const flags = toFlags(parsed);
  const file = await readConfigFile(flags.config, terminal.cwd);
  const config = { ...file?.config, ...toConfig(parsed) };
  const { crd = [], openapi = [], fromCluster = false, kubernetes = false } = config;
  if (crd.length === 0 && openapi.length === 0 && !fromCluster && kubernetes === false) {
    throw new UsageError(
      'no input is named (use --crd, --openapi, --from-cluster or --kubernetes, or write a config file with `kube-client-gen init`; --help tells more)',
    );
  }
  if ([...crd, ...openapi].filter((input) => input === '-').length > 1)
    throw new UsageError('standard input can be read only once');
  return { config, flags, ...(file === undefined ? {} : { configFile: file.path }) };
}

function terminalWidth(terminal: Terminal): number {
  const { stdout } = terminal;
  return 'columns' in stdout && typeof stdout.columns === 'number' ? stdout.columns : 100;
}

/** The version of the package that this file belongs to, wherever it was built to. */
function version(): string {
  for (const up of ['../../', '../../../']) {
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8');
      const found: unknown = JSON.parse(text);
      if (
        typeof found === 'object' &&
        found !== null &&
        'name' in found &&
        found.name === 'kube-client-gen' &&
        'version' in found
      ) {
        return String(found.version);
      }
    } catch {
      // Not there: one folder further up.
    }
  }
  return 'unknown';
}

/** Operating system errors while writing, which are nobody's fault here: a full disk, a folder that may not be written. */
function systemError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const file = 'path' in error && typeof error.path === 'string' ? error.path : 'output';
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${file}: may not be written (check the permissions)`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${file}: the disk is full`;
    case 'EMFILE':
    case 'ENFILE':
      return `${file}: too many open files (raise the limit, \`ulimit -n\`)`;
    default:
      return undefined;
  }
}

function fault(error: unknown, verbose: boolean, terminal: Terminal): ExitCode {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  const how = 'report it with the command line and the input; --verbose shows where it happened';
  terminal.stderr.write(`kube-client-gen: a fault of this tool, not of the input: ${message.split('\n')[0] ?? ''} (${how})\n`);
  if (verbose && stack !== undefined) terminal.stderr.write(`${stack}\n`);
  return exitCodes.fault;
}
