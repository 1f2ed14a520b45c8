import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatDiagnostic, formatPath } from '../model/diagnostic.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { optionRows } from '../option-table.js';
import { configSchema, validate } from './config-schema.js';
import { usageError, UsageError } from './exit-codes.js';
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
 * Reads the config file that was named, or the one of the working directory. Returns undefined if there is no file.
 *
 * Throws a UsageError with one line for each mistake.
 */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile | undefined> {
  const found = named === undefined ? configNames.filter((name) => existsSync(path.join(cwd, name))) : [named];
  const [name, other] = found;
  if (name === undefined) return undefined;
  if (other !== undefined)
    throw usageError(`there is more than one config file: ${found.join(', ')}`, 'remove one, or choose with --config');
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
    throw configError([problem(name, {}, 'config', error.message, error.hint)], { cause: error });
  }
  const decoded = decode(bytes);
  if ('what' in decoded) throw configError([problem(name, {}, 'config', decoded.what, decoded.hint)]);
  const { documents, errors } = parseText(decoded.text);
  if (errors.length > 0) throw configError(errors.map((error) => problem(name, error, 'syntax', error.reason, error.hint)));
  const [document, second] = documents;
  if (second !== undefined)
    throw configError([problem(name, second.position([]) ?? {}, 'config', 'holds more than one document', 'leave one')]);
  if (document === undefined) return { path: file, config: {} };
  const problems = validate(document.value, configSchema);
  if (problems.length > 0) {
    throw configError(
      problems.map(({ path: at, what, hint }) =>
        problem(
          name,
          document.position(at) ?? {},
          formatPath(at) || 'config',
          what,
          hint || 'correct it there; --help says what each option takes',
        ),
      ),
    );
  }
  return { path: file, config: readValues(document.value, path.dirname(file), cwd) };
}

function problem(origin: string, at: { line?: number; column?: number }, where: string, what: string, hint: string): Diagnostic {
  return { severity: 'error', origin, ...at, where, what, hint };
}

function configError(diagnostics: readonly Diagnostic[], options?: ErrorOptions): UsageError {
  return new UsageError(diagnostics.map(formatDiagnostic).join('\n'), diagnostics, options);
}

/**
 * Returns the values of a valid config file. Single texts become lists, and paths that are relative to the file become relative
 * to the working directory.
 */
function readValues(document: unknown, folder: string, cwd: string): Config {
  const move = (name: string): string => {
    if (folder === cwd || name === '-' || /^[a-z][a-z0-9+.-]+:\/\//i.test(name) || path.isAbsolute(name)) return name;
    return path.join(path.relative(cwd, folder), name);
  };
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document ?? {}) as [string, unknown][]) {
    const row = optionRows.get(name);
    // `$schema` is for editors.
    if (row === undefined) continue;
    const list = row.type === 'texts' ? (Array.isArray(value) ? value : [value]).map(String) : undefined;
    if (row.path !== true) config[name] = list ?? value;
    else config[name] = list?.map(move) ?? move(String(value));
  }
  return config;
}
