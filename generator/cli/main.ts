import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { combinationProblem } from '../check-options.js';
import { formatDiagnostic } from '../model/diagnostic.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { commandNames, flagName } from '../option-table.js';
import type { CommandName } from '../option-table.js';
import { argumentError, asksForJson, checkArguments, joinDashes, readArguments, yargsOptions } from './arguments.js';
import type { Arguments } from './arguments.js';
import { readConfigFile } from './config-file.js';
import { exitCodes, Interruption, usageError, UsageError } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import { printJson } from './json-document.js';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

type Parsed = Readonly<Record<string, unknown>>;

/** Runs a command line (without node and the script), and returns the exit code. Prints to the given terminal. Never rejects. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(argv, terminal);
  } catch (error) {
    const failure = explain(error, terminal);
    if (failure.text !== '') terminal.stderr.write(`${failure.text}\n`);
    if (failure.exitCode === exitCodes.fault && argv.includes('--verbose') && error instanceof Error)
      terminal.stderr.write(`${error.stack ?? ''}\n`);
    if (asksForJson(argv)) {
      const { exitCode, diagnostics } = failure;
      printJson(terminal, { command: commandOf(argv), exitCode, diagnostics });
    }
    return failure.exitCode;
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  checkArguments(argv);
  let exitCode: ExitCode = exitCodes.done;
  let failure: UsageError | undefined;
  const command = (
    name: CommandName,
    describe: string,
    action: (parsed: Arguments) => Promise<ExitCode>,
  ): [string | string[], string, (builder: Argv) => Argv, (parsed: Parsed) => Promise<void>] => [
    name === 'generate' ? [name, '$0'] : name,
    describe,
    (builder) => builder.options(yargsOptions(name)),
    async (parsed) => {
      exitCode = await action(readArguments(parsed));
    },
  ];
  const parser = yargs([])
    .scriptName('kube-client-gen')
    .detectLocale(false)
    .usage('Typed Kubernetes clients for TypeScript, from CRDs and OpenAPI.\n\nUsage: $0 [command] [options]')
    .command(
      ...command('generate', 'Generates clients (the default command).', async (given) => {
        const reload = (): Promise<Settings> => readSettings(given, terminal);
        const settings = await reload();
        if (settings.flags.watch === true) {
          const { runWatch } = await import('./commands/watch.js');
          return runWatch(settings, terminal, reload);
        }
        const { runGenerate } = await import('./commands/generate.js');
        return runGenerate(settings, terminal);
      }),
    )
    .command(
      ...command('inspect', 'Shows the resources of the input.', async (given) => {
        const { runInspect } = await import('./commands/inspect.js');
        return runInspect(await readSettings(given, terminal), terminal);
      }),
    )
    .command(
      ...command('init', 'Writes a config file.', async (given) => {
        const { runInit } = await import('./commands/init.js');
        return runInit(given, terminal);
      }),
    )
    .example('$0 --crd crds/ --out src/generated', 'Clients for a folder of CRDs')
    .example('$0 --kubernetes --include apps/v1 --include core/v1', 'Clients for built-in kinds')
    .example('$0 --from-cluster --check', 'Whether the generated code is up to date')
    .epilogue(
      'Exit codes: 0 success, 1 --check found differences, 2 unusable input or command line or a write error, 3 the cluster, ' +
        '70 an internal error, 130 and 143 ended by a signal.',
    )
    .help('help', 'Shows this help.')
    .alias('help', 'h')
    .version('version', 'Shows the version.', version())
    .strict()
    .recommendCommands()
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(120, terminalWidth(terminal)))
    .parserConfiguration({ 'camel-case-expansion': false, 'strip-aliased': true, 'dot-notation': false })
    .fail((message: string | undefined, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error;
      failure = argumentError(message ?? error?.message ?? '', argv);
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
 * Returns the command line without `generate`. yargs lays out the help of every named command, even if nobody asks for it. This
 * takes longer than to generate a small client.
 */
function withoutDefaultCommand(argv: readonly string[]): readonly string[] {
  const [command, ...rest] = argv;
  return command === 'generate' && !argv.some((argument) => argument === '--help' || /^-[a-z]*h/.test(argument)) ? rest : argv;
}

/** Returns the command that a command line names, also if it is wrong otherwise. */
function commandOf(argv: readonly string[]): CommandName {
  return commandNames.find((name) => name === argv.find((argument) => !argument.startsWith('-'))) ?? 'generate';
}

async function readSettings({ config: given, flags }: Arguments, terminal: Terminal): Promise<Settings> {
  const file = await readConfigFile(flags.config, terminal.cwd);
  const { kubeconfig: _kubeconfig, context: _context, ...withoutCluster } = file?.config ?? {};
  // Where the command line switches the cluster off, what the file says of it does not apply.
  const config = { ...(given.fromCluster === false ? withoutCluster : file?.config), ...given };
  const problem = combinationProblem(config, (name) => `--${flagName(name)}`);
  if (problem?.option === 'crd') {
    const inputs = 'use --crd, --openapi, --from-cluster or --kubernetes';
    throw usageError('no input is named', `${inputs}, or write a config file with \`kube-client-gen init\`; --help says more`);
  }
  if (problem !== undefined) throw usageError(problem.what, problem.hint, `--${flagName(problem.option)}`);
  if ([...(config.crd ?? []), ...(config.openapi ?? [])].filter((input) => input === '-').length > 1)
    throw usageError('standard input can be read only once', 'name files');
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

/** The error that ended a run: the text for standard error, and the same as diagnostics. */
interface Failure {
  readonly text: string;
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Diagnostic[];
}

function explain(error: unknown, terminal: Terminal): Failure {
  if (error instanceof UsageError) return { text: error.message, exitCode: exitCodes.unusable, diagnostics: error.diagnostics };
  const { aborted, reason } = terminal.interrupt as { aborted: boolean; reason: unknown };
  if (aborted && reason instanceof Interruption) {
    const { message: what, exitCode } = reason;
    return { text: '', exitCode, diagnostics: [{ severity: 'error', origin: 'signal', where: '', what, hint: '' }] };
  }
  const system = systemError(error);
  if (system !== undefined) return { text: formatDiagnostic(system), exitCode: exitCodes.unusable, diagnostics: [system] };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const hint = 'report it with the command line and the input; --verbose shows where it happened';
  const what = `internal error: ${message.split('\n')[0] ?? ''}`;
  const fault: Diagnostic = { severity: 'error', origin: 'kube-client-gen', where: '', what, hint };
  return { text: formatDiagnostic(fault), exitCode: exitCodes.fault, diagnostics: [fault] };
}

/** Returns the diagnostic for an error of the operating system while something is written, such as a full disk. */
function systemError(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error) || typeof error.code !== 'string')
    return undefined;
  const origin = 'path' in error && typeof error.path === 'string' ? error.path : 'output';
  const [what, hint] = systemErrors[error.code] ?? [];
  return what === undefined ? undefined : { severity: 'error', origin, where: 'output', what, hint: hint ?? '' };
}

const permissions = ['may not be written', 'check the permissions'] as const;
const fullDisk = ['cannot be written: the disk is full', 'make room, and run it again'] as const;
const openFiles = ['cannot be opened: too many files are open', 'raise the limit, `ulimit -n`'] as const;
const systemErrors: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EACCES: permissions,
  EPERM: permissions,
  EROFS: permissions,
  ENOSPC: fullDisk,
  EDQUOT: fullDisk,
  EMFILE: openFiles,
  ENFILE: openFiles,
};
