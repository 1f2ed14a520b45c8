import type { GenerateOptions } from '../options.js';

/** What may stand in a config file, which is also what the command line may say of the same names. */
export interface Config {
  crd?: string[];
  openapi?: string[];
  fromCluster?: boolean;
  kubeconfig?: string;
  context?: string;
  kubernetes?: string | boolean;
  include?: string[];
  exclude?: string[];
  out?: string;
  importExtension?: '.js' | '.ts' | 'none';
  runtime?: string;
  apply?: boolean;
  informers?: boolean;
  listers?: boolean;
  groupNames?: Record<string, string>;
  keepGoing?: boolean;
}

/** What only the command line says. */
export interface Flags {
  config?: string;
  check?: boolean;
  dryRun?: boolean;
  watch?: boolean;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  /** Default: true. */
  color?: boolean;
}

/** Everything that a command needs to know. */
export interface Settings {
  /** The config file and the command line together. */
  readonly config: Config;
  readonly flags: Flags;
  /** The config file that was read, absolute. */
  readonly configFile?: string;
}

/** The settings in the form that the library takes. */
export function toGenerateOptions(config: Config, cwd: string): GenerateOptions {
  const { out: _out, ...rest } = config;
  return { ...rest, cwd };
}
