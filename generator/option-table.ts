/** The commands of the command line. */
export const commandNames = ['generate', 'inspect', 'init'] as const;
/** The name of a command. */
export type CommandName = (typeof commandNames)[number];

/** The titles under which the help lists the options. */
export const optionGroups = { input: 'Input (any mix):', output: 'Output:', report: 'Report:' } as const;

/**
 * The form of a value:
 *
 * - `flag`: true or false
 * - `text`: a text that is not empty
 * - `texts`: a list of them; the config file takes a single text as well
 * - `choice`: one of `choices`
 * - `version`: a version, or true for the newest
 * - `names`: a mapping of texts to identifiers; `KEY=NAME` on the command line
 */
export type OptionType = 'flag' | 'text' | 'texts' | 'choice' | 'version' | 'names';

/** One option. Every other place that knows options is made from these rows. */
export interface OptionRow {
  /** The form of the value. */
  readonly type: OptionType;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** The title under which the help lists the option. */
  readonly group: keyof typeof optionGroups;
  /** The value if nobody sets one. A flag without it is off. */
  readonly default?: string | true;
  /** One sentence for the help and for editors of the config file. */
  readonly sentence: string;
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
  /** `library`: also in the config file and on the command line. `config`: also on the command line. */
  readonly scope: 'library' | 'config' | 'command line';
  /** Whether a value is a path, which is relative to the file that names it. */
  readonly path?: true;
  /** The name on the command line, if it is not the kebab-case of the key. */
  readonly flag?: string;
  /** A second name on the command line. */
  readonly alias?: string;
  /** Flags that must not be on at the same time. */
  readonly conflicts?: readonly string[];
}

const every = commandNames;
const generateOnly = ['generate'] as const;
const generateAndInit = ['generate', 'init'] as const;
const generateAndInspect = ['generate', 'inspect'] as const;

/** All options, in the order of the help. A comment is the contract in the library, where it says more than the sentence. */
export const optionTable = {
  /** CRDs: files, folders (at any depth), globs, http(s) URLs, or `-` for standard input. */
  crd: {
    type: 'texts',
    group: 'input',
    sentence: 'CRDs: files, folders, globs, http(s) URLs, or - for standard input.',
    commands: every,
    scope: 'library',
    path: true,
  },
  /** OpenAPI documents, v2 or v3: files, folders, globs, URLs (also a cluster's `/openapi/v3`), or `-`. */
  openapi: {
    type: 'texts',
    group: 'input',
    sentence: 'OpenAPI documents, v2 or v3: files, folders, globs, http(s) URLs, or -.',
    commands: every,
    scope: 'library',
    path: true,
  },
  /**
   * Reads the API of a cluster through a kubeconfig.
   * Default: false.
   */
  fromCluster: {
    type: 'flag',
    group: 'input',
    sentence: 'Reads the API of the cluster that the kubeconfig names.',
    commands: every,
    scope: 'library',
  },
  /**
   * A kubeconfig file, for `fromCluster`.
   * Default: the one that kubectl would use.
   */
  kubeconfig: {
    type: 'text',
    group: 'input',
    sentence: 'The kubeconfig file for --from-cluster. Without it, the one that kubectl would use.',
    commands: every,
    scope: 'library',
    path: true,
  },
  /**
   * A context of the kubeconfig, for `fromCluster`.
   * Default: its current context.
   */
  context: {
    type: 'text',
    group: 'input',
    sentence: "The kubeconfig's context for --from-cluster. Without it, its current context.",
    commands: every,
    scope: 'library',
  },
  /**
   * The built-in API of a Kubernetes version (`v1.36`) that comes with this package; true for the newest.
   * Default: false.
   */
  kubernetes: {
    type: 'version',
    group: 'input',
    sentence: 'The built-in API of a bundled Kubernetes version, such as v1.36. Without a version, the newest.',
    commands: every,
    scope: 'library',
  },
  /**
   * Patterns that select from `openapi`, `kubernetes` and `fromCluster`: groups, `group/version` or `group/version/Kind`, with
   * `*`. `core` is the group without a name. A pattern without any match is an error.
   * Default: everything.
   */
  include: {
    type: 'texts',
    group: 'input',
    sentence:
      'Selects from all inputs but CRDs: GROUP, GROUP/VERSION or GROUP/VERSION/Kind, with *; core is the group without a name.',
    commands: every,
    scope: 'library',
  },
  /**
   * Patterns of the same form, for what to leave out, CRDs included.
   * Default: nothing.
   */
  exclude: {
    type: 'texts',
    group: 'input',
    sentence: 'Leaves out what these patterns match, CRDs included. They have the form of --include.',
    commands: every,
    scope: 'library',
  },
  config: {
    type: 'text',
    group: 'input',
    sentence: 'The config file. Without it, kube-client-gen.yaml, .yml or .json of the working directory.',
    commands: every,
    scope: 'command line',
  },
  /**
   * Generates the valid parts although there are errors; `failed` holds them.
   * Default: false.
   */
  keepGoing: {
    type: 'flag',
    group: 'input',
    sentence: 'Uses the valid parts of the input, reports every error, and keeps the exit code.',
    commands: every,
    scope: 'library',
  },
  out: {
    type: 'text',
    group: 'output',
    default: 'generated',
    sentence: 'The output folder. Only files that the tool wrote are replaced or removed there.',
    commands: generateAndInit,
    scope: 'config',
    path: true,
  },
  check: {
    type: 'flag',
    group: 'output',
    sentence: 'Writes nothing; exits with 1 if files differ, and lists them.',
    commands: generateOnly,
    scope: 'command line',
    conflicts: ['dryRun', 'watch'],
  },
  dryRun: {
    type: 'flag',
    group: 'output',
    sentence: 'Writes nothing; lists the files that would be written.',
    commands: generateOnly,
    scope: 'command line',
    conflicts: ['watch'],
  },
  watch: {
    type: 'flag',
    group: 'output',
    sentence: 'Generates again when an input file changes.',
    commands: generateOnly,
    scope: 'command line',
  },
  /**
   * The end of relative imports.
   * Default: `.js`.
   */
  importExtension: {
    type: 'choice',
    choices: ['.js', '.ts', 'none'],
    group: 'output',
    default: '.js',
    sentence: 'The end of relative imports.',
    commands: generateAndInit,
    scope: 'library',
  },
  /**
   * The package that the generated code imports.
   * Default: `kube-client-runtime`.
   */
  runtime: {
    type: 'text',
    group: 'output',
    default: 'kube-client-runtime',
    sentence: 'The package that the generated code imports.',
    commands: generateAndInit,
    scope: 'library',
  },
  /**
   * Apply configurations and the `apply` verbs.
   * Default: true.
   */
  apply: {
    type: 'flag',
    group: 'output',
    default: true,
    sentence: 'Apply configurations and the apply verbs.',
    commands: generateAndInit,
    scope: 'library',
  },
  /**
   * Informers and their factory. They need listers.
   * Default: true.
   */
  informers: {
    type: 'flag',
    group: 'output',
    default: true,
    sentence: 'Informers and their factory. They need listers.',
    commands: generateAndInit,
    scope: 'library',
  },
  /**
   * Listers. Only without informers can they be left out.
   * Default: true.
   */
  listers: {
    type: 'flag',
    group: 'output',
    default: true,
    sentence: 'Listers. Only without informers can they be left out.',
    commands: generateAndInit,
    scope: 'library',
  },
  /** The accessors of groups in the clientset, by the name of the group: `{ 'cache.example.com': 'cache' }`. */
  groupNames: {
    type: 'names',
    group: 'output',
    sentence: 'The accessor of a group in the clientset, such as cache.example.com=cache. A mapping in the config file.',
    commands: every,
    scope: 'library',
    flag: 'group-name',
  },
  json: {
    type: 'flag',
    group: 'report',
    sentence: 'Prints the report as one JSON document on standard output.',
    commands: every,
    scope: 'command line',
  },
  quiet: {
    type: 'flag',
    group: 'report',
    sentence: 'Prints errors only.',
    commands: every,
    scope: 'command line',
    alias: 'q',
  },
  verbose: {
    type: 'flag',
    group: 'report',
    sentence: 'Prints everything, and the stack trace of an internal error.',
    commands: generateAndInspect,
    scope: 'command line',
  },
  color: {
    type: 'flag',
    group: 'report',
    default: true,
    sentence: 'Colors on a terminal.',
    commands: generateAndInspect,
    scope: 'command line',
  },
} as const satisfies Readonly<Record<string, OptionRow>>;

/** The type of the table, with the details of each row. */
export type OptionTable = typeof optionTable;
/** The name of an option in the library and in the config file. */
export type OptionName = keyof OptionTable;

/** The names of the options of a scope. */
export type OptionsIn<Scope extends OptionRow['scope']> = {
  [Name in OptionName]: OptionTable[Name]['scope'] extends Scope ? Name : never;
}[OptionName];

/** The names of the options that a command takes. */
export type OptionsOf<Command extends CommandName> = {
  [Name in OptionName]: Command extends OptionTable[Name]['commands'][number] ? Name : never;
}[OptionName];

/** The type of a row's value. */
type ValueOf<Row> = Row extends { readonly type: 'flag' }
  ? boolean
  : Row extends { readonly type: 'texts' }
    ? readonly string[]
    : Row extends { readonly type: 'version' }
      ? string | boolean
      : Row extends { readonly type: 'names' }
        ? Readonly<Record<string, string>>
        : Row extends { readonly choices: readonly (infer Choice)[] }
          ? Choice
          : string;

/** The values of some options, each of which may be absent. Comments of the table show in editors. */
export type OptionValues<Names extends OptionName> = {
  readonly [Name in keyof Pick<OptionTable, Names>]?: ValueOf<OptionTable[Name]>;
};

/** The same, for callers who may also pass undefined. */
export type LooseOptionValues<Names extends OptionName> = {
  readonly [Name in keyof Pick<OptionTable, Names>]?: ValueOf<OptionTable[Name]> | undefined;
};

/** The rows, without the details that make each of them its own type. */
export const optionRows: ReadonlyMap<string, OptionRow> = new Map<string, OptionRow>(Object.entries(optionTable));

/** Returns an option's name on the command line, without dashes. */
export function flagName(name: string): string {
  return optionRows.get(name)?.flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The pattern of a group's accessor. */
export const groupNamePattern = '^[A-Za-z][A-Za-z0-9]*$';
