import type { Options } from 'yargs';
import { nearest } from './config-schema.js';
import { UsageError } from './exit-codes.js';
import type { Config, Flags } from './settings.js';

const inputGroup = 'Input (any mix):';
const outputGroup = 'Output:';
const reportGroup = 'Report:';

/** What names the input; every command has them. */
export const inputOptions = {
  crd: {
    group: inputGroup,
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'CRDs: file, folder, glob, URL or - (standard input)',
  },
  openapi: {
    group: inputGroup,
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'OpenAPI documents, v2 or v3: file, folder, glob, URL or -',
  },
  'from-cluster': { group: inputGroup, type: 'boolean', describe: 'the API of the cluster that the kubeconfig names' },
  kubeconfig: { group: inputGroup, type: 'string', requiresArg: true, describe: 'the kubeconfig file for --from-cluster' },
  context: { group: inputGroup, type: 'string', requiresArg: true, describe: 'the context for --from-cluster' },
  kubernetes: {
    group: inputGroup,
    type: 'string',
    describe: 'the built-in API of a bundled Kubernetes version, such as v1.36 (default: the newest)',
  },
  include: {
    group: inputGroup,
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'only these: GROUP, GROUP/VERSION or GROUP/VERSION/Kind, with *; "core" is the empty group',
  },
  exclude: { group: inputGroup, type: 'string', array: true, requiresArg: true, describe: 'not these, in the same form' },
  config: {
    group: inputGroup,
    type: 'string',
    requiresArg: true,
    describe: 'the config file (default: kube-client-gen.yaml, .yml or .json here)',
  },
  'keep-going': {
    group: inputGroup,
    type: 'boolean',
    describe: 'use what is good although something is not, and still exit with 2',
  },
} as const satisfies Record<string, Options>;

export const outputOptions = {
  out: { group: outputGroup, type: 'string', requiresArg: true, describe: 'the folder to write to (default: generated)' },
  check: {
    group: outputGroup,
    type: 'boolean',
    conflicts: ['dry-run', 'watch'],
    describe: 'write nothing; exit with 1 and say what differs',
  },
  'dry-run': { group: outputGroup, type: 'boolean', conflicts: 'watch', describe: 'write nothing; list what would be written' },
  watch: { group: outputGroup, type: 'boolean', describe: 'generate again whenever an input file changes' },
  'import-extension': {
    group: outputGroup,
    choices: ['.js', '.ts', 'none'],
    requiresArg: true,
    describe: 'how relative imports end (default: .js)',
  },
  runtime: {
    group: outputGroup,
    type: 'string',
    requiresArg: true,
    describe: 'the package to import (default: kube-client-runtime)',
  },
  apply: { group: outputGroup, type: 'boolean', describe: 'apply configurations; --no-apply leaves them out' },
  informers: { group: outputGroup, type: 'boolean', describe: 'informers; --no-informers leaves them out' },
  listers: { group: outputGroup, type: 'boolean', describe: 'listers; --no-listers leaves them out' },
  'group-name': {
    group: outputGroup,
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'GROUP=NAME: the accessor of a group in the clientset',
  },
} as const satisfies Record<string, Options>;

export const reportOptions = {
  json: { group: reportGroup, type: 'boolean', describe: 'a report for programs on standard output' },
  quiet: { group: reportGroup, type: 'boolean', alias: 'q', describe: 'errors only' },
  verbose: { group: reportGroup, type: 'boolean', describe: 'everything, and stack traces of faults' },
  color: { group: reportGroup, type: 'boolean', describe: 'colours on a terminal; --no-color leaves them out' },
} as const satisfies Record<string, Options>;

/** What yargs gives: nothing is trusted to have the type that was asked for, since flags may be given twice. */
type Parsed = Readonly<Record<string, unknown>>;

/** The parts of the command line that a config file could say, too. Throws a UsageError. */
export function toConfig(parsed: Parsed): Config {
  const read = new Reader(parsed);
  const kubernetes = read.text('kubernetes', true);
  const importExtension = read.text('import-extension');
  return compact<Config>({
    crd: read.texts('crd'),
    openapi: read.texts('openapi'),
    fromCluster: read.flag('from-cluster'),
    kubeconfig: read.text('kubeconfig'),
    context: read.text('context'),
    kubernetes: kubernetes === '' ? true : kubernetes,
    include: read.texts('include'),
    exclude: read.texts('exclude'),
    out: read.text('out'),
    importExtension:
      importExtension === '.js' || importExtension === '.ts' || importExtension === 'none' ? importExtension : undefined,
    runtime: read.text('runtime'),
    apply: read.flag('apply'),
    informers: read.flag('informers'),
    listers: read.flag('listers'),
    groupNames: groupNames(read.texts('group-name')),
    keepGoing: read.flag('keep-going'),
  });
}

/** The parts that only the command line says. Throws a UsageError. */
export function toFlags(parsed: Parsed): Flags {
  const read = new Reader(parsed);
  return compact<Flags>({
    config: read.text('config'),
    check: read.flag('check'),
    dryRun: read.flag('dry-run'),
    watch: read.flag('watch'),
    json: read.flag('json'),
    quiet: read.flag('quiet'),
    verbose: read.flag('verbose'),
    color: read.flag('color'),
  });
}

class Reader {
  private readonly parsed: Parsed;

  constructor(parsed: Parsed) {
    this.parsed = parsed;
  }

  text(name: string, mayBeEmpty = false): string | undefined {
    const value = this.once(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || (value === '' && !mayBeEmpty)) throw new UsageError(`--${name} needs a value`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.once(name);
    return typeof value === 'boolean' ? value : undefined;
  }

  texts(name: string): string[] | undefined {
    const value = this.parsed[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  }

  private once(name: string): unknown {
    const value = this.parsed[name];
    if (Array.isArray(value)) throw new UsageError(`--${name} is given more than once`);
    return value;
  }
}

function groupNames(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const match = /^([^=]+)=([A-Za-z][A-Za-z0-9]*)$/.exec(pair);
      if (match === null)
        throw new UsageError(`--group-name ${JSON.stringify(pair)} is not GROUP=NAME, such as cache.example.com=cache`);
      return [match[1] ?? '', match[2] ?? ''];
    }),
  );
}

/** The object without what is undefined. */
function compact<T extends object>(value: { [Key in keyof T]: T[Key] | undefined }): T {
  // Removing the undefined ones makes it the T that exactOptionalPropertyTypes asks for.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

/** The command line with `--crd -` as `--crd=-`: yargs takes a lone dash for no value. */
export function joinDashes(argv: readonly string[]): string[] {
  const out: string[] = [];
  let option = '';
  for (const argument of argv) {
    if (argument !== '-') {
      if (argument.startsWith('-')) option = /^--(?:crd|openapi)(?==|$)/.exec(argument)?.[0] ?? '';
      out.push(argument);
    } else if (option === '') {
      out.push(argument);
    } else {
      if (out.at(-1) === option) out.pop();
      out.push(`${option}=-`);
    }
  }
  return out;
}

/** What yargs says about a command line, as one line in our words. */
export function usageMessage(
  message: string,
  argv: readonly string[],
  known: readonly string[],
  commands: readonly string[],
): string {
  const unknown = /^Unknown (argument|command)s?: (.*)$/.exec(message);
  if (unknown !== null) {
    const names = (unknown[2] ?? '').split(', ');
    return [...new Set(names.map((name) => unknownArgument(name, argv, known, commands)))].join('; ');
  }
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  if (missing !== null) return `--${missing[1] ?? ''} needs a value`;
  const conflict = /^Arguments (.*) and (.*) are mutually exclusive$/.exec(message);
  if (conflict !== null) return `--${conflict[1] ?? ''} and --${conflict[2] ?? ''} exclude each other`;
  const choice = /Argument: ([\w-]+), Given: (.*), Choices: (.*)$/s.exec(message);
  if (choice !== null) return `--${choice[1] ?? ''} is ${choice[2] ?? ''}, but must be one of ${choice[3] ?? ''}`;
  return message.split('\n')[0] ?? message;
}

function unknownArgument(name: string, argv: readonly string[], known: readonly string[], commands: readonly string[]): string {
  const option = argv.find(
    (argument) => argument.startsWith('-') && argument.replace(/^--?(?:no-)?/, '').split('=', 1)[0] === name,
  );
  if (option !== undefined) {
    if (known.includes(name)) return `--${name} is no option of this command`;
    const near = nearest(name, known);
    return `unknown option ${option.split('=', 1)[0] ?? ''}${near === undefined ? '' : ` (did you mean --${near}?)`}`;
  }
  const near = nearest(name, commands);
  return `unknown command ${name}${near === undefined ? ` (commands: ${commands.join(', ')}; inputs are named with --crd or --openapi)` : ` (did you mean ${near}?)`}`;
}
