import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatDiagnostic, formatPath } from '../model/diagnostic.js';
import { configSchema, validate } from './config-schema.js';
import { UsageError } from './exit-codes.js';
import type { Config } from './settings.js';

/** The names that are looked for, in the working directory only. */
export const configNames = ['kube-client-gen.yaml', 'kube-client-gen.yml', 'kube-client-gen.json'];

/** A config file that was read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** Paths in it are absolute now. */
  readonly config: Config;
}

/**
 * Reads the config file that was named, or the one of the working directory; undefined where there is none. Throws a
 * UsageError, of one line a mistake.
 */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile | undefined> {
  const found = named === undefined ? configNames.filter((name) => existsSync(path.join(cwd, name))) : [named];
  const [name, other] = found;
  if (name === undefined) return undefined;
  if (other !== undefined)
    throw new UsageError(`there is more than one config file: ${found.join(', ')} (remove one, or choose with --config)`);
  const file = path.resolve(cwd, name);
  const [{ readBytes }, { decode }, { parseText }, { InputError }] = await Promise.all([
    import('../load/read-file.js'),
    import('../load/decode.js'),
    import('../load/yaml/parse.js'),
    import('../load/input-error.js'),
  ]);
  let bytes;
  try {
    bytes = await readBytes(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(line(name, {}, 'config', error.message, error.hint), { cause: error });
  }
  const decoded = decode(bytes);
  if ('what' in decoded) throw new UsageError(line(name, {}, 'config', decoded.what, decoded.hint));
  const { documents, errors } = parseText(decoded.text);
  if (errors.length > 0)
    throw new UsageError(errors.map((error) => line(name, error, 'syntax', error.reason, error.hint)).join('\n'));
  const [document, second] = documents;
  if (second !== undefined)
    throw new UsageError(line(name, second.position([]) ?? {}, 'config', 'holds more than one document', 'leave one'));
  if (document === undefined) return { path: file, config: {} };
  const problems = validate(document.value, configSchema);
  if (problems.length > 0) {
    throw new UsageError(
      problems
        .map(({ path: at, what, hint }) =>
          line(
            name,
            document.position(at) ?? {},
            formatPath(at) || 'config',
            what,
            hint || 'correct it there; --help tells what each option takes',
          ),
        )
        .join('\n'),
    );
  }
  // The schema has just said that it is one.
  const config = document.value as Config & { $schema?: string };
  return { path: file, config: resolvePaths(config, path.dirname(file), cwd) };
}

function line(origin: string, at: { line?: number; column?: number }, where: string, what: string, hint: string): string {
  return formatDiagnostic({ severity: 'error', origin, ...at, where, what, hint });
}

type AsWritten = Omit<Config, 'crd' | 'openapi' | 'include' | 'exclude'> & {
  crd?: string | string[];
  openapi?: string | string[];
  include?: string | string[];
  exclude?: string | string[];
  $schema?: string;
};

/** Single texts become lists, and paths that are relative to the file become relative to the working directory. */
function resolvePaths(written: AsWritten, folder: string, cwd: string): Config {
  const { $schema: _schema, crd, openapi, include, exclude, ...rest } = written;
  const move = (name: string): string => {
    if (folder === cwd || name === '-' || /^[a-z][a-z0-9+.-]+:\/\//i.test(name) || path.isAbsolute(name)) return name;
    return path.join(path.relative(cwd, folder), name);
  };
  return {
    ...rest,
    ...(crd === undefined ? {} : { crd: list(crd).map(move) }),
    ...(openapi === undefined ? {} : { openapi: list(openapi).map(move) }),
    ...(include === undefined ? {} : { include: list(include) }),
    ...(exclude === undefined ? {} : { exclude: list(exclude) }),
    ...(rest.out === undefined ? {} : { out: move(rest.out) }),
    ...(rest.kubeconfig === undefined ? {} : { kubeconfig: move(rest.kubeconfig) }),
  };
}

function list(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}
