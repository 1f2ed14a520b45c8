import type { Options } from 'yargs';
import { nearest } from '../nearest.js';
import { commandNames, flagName, groupNamePattern, optionGroups, optionRows } from '../option-table.js';
import type { CommandName, OptionRow } from '../option-table.js';
import { usageError } from './exit-codes.js';
import type { UsageError } from './exit-codes.js';
import type { Config, Flags } from './settings.js';

/** Returns the options of a command as yargs takes them. Defaults are only named: the config file comes before them. */
export function yargsOptions(command: CommandName): Record<string, Options> {
  const rows = [...optionRows].filter(([, row]) => row.commands.includes(command));
  return Object.fromEntries(rows.map(([name, row]) => [flagName(name), toYargs(name, row)]));
}

function toYargs(name: string, row: OptionRow): Options {
  return {
    group: optionGroups[row.group],
    describe: describe(name, row),
    type: row.type === 'flag' ? 'boolean' : 'string',
    ...(row.type === 'texts' || row.type === 'names' ? { array: true } : {}),
    ...(row.type === 'flag' || row.type === 'version' ? {} : { requiresArg: true }),
    ...(row.choices === undefined ? {} : { choices: row.choices }),
    ...(row.alias === undefined ? {} : { alias: row.alias }),
  };
}

function describe(name: string, row: OptionRow): string {
  if (row.default === undefined) return row.sentence;
  const text = row.default === true ? `on; --no-${flagName(name)} omits them` : row.default;
  return `${row.sentence} (default: ${text})`;
}

/** The result of yargs. Its values are unchecked, because an option may be given twice. */
type Parsed = Readonly<Record<string, unknown>>;

/** The options of a command line, by where they apply. */
export interface Arguments {
  /** The options that may also be in a config file. */
  readonly config: Config;
  /** The options that exist only on the command line. */
  readonly flags: Flags;
}

/** Returns what yargs has parsed, by the names of the table. Throws a UsageError. */
export function readArguments(parsed: Parsed): Arguments {
  const config: Record<string, unknown> = {};
  const flags: Record<string, unknown> = {};
  for (const [name, row] of optionRows) {
    const value = readValue(`--${flagName(name)}`, parsed[flagName(name)], row);
    if (value !== undefined) (row.scope === 'command line' ? flags : config)[name] = value;
  }
  for (const [name, row] of optionRows) {
    const other = flags[name] === true ? row.conflicts?.find((one) => flags[one] === true) : undefined;
    if (other !== undefined) throw usageError(`--${flagName(name)} and --${flagName(other)} exclude each other`);
  }
  return { config, flags };
}

function readValue(flag: string, value: unknown, row: OptionRow): unknown {
  if (value === undefined) return undefined;
  if (row.type === 'texts' || row.type === 'names') {
    const texts = Array.isArray(value) ? value.map(String) : [];
    if (texts.length === 0 || texts.includes('')) throw usageError('needs a value', '', flag);
    return row.type === 'texts' ? texts : Object.fromEntries(texts.map((text) => readName(flag, text)));
  }
  if (Array.isArray(value)) throw usageError('is given more than once', '', flag);
  if (row.type === 'flag') return value === true;
  if (typeof value !== 'string') throw usageError('needs a value', '', flag);
  if (row.type === 'version') return value === '' || value === 'true' ? true : value === 'false' ? false : value;
  if (value === '') throw usageError('needs a value', '', flag);
  return value;
}

function readName(flag: string, text: string): readonly [string, string] {
  const at = text.lastIndexOf('=');
  const [group, name] = [text.slice(0, at), text.slice(at + 1)];
  if (at > 0 && new RegExp(groupNamePattern).test(name)) return [group, name];
  throw usageError(`${JSON.stringify(text)} is not GROUP=NAME, such as cache.example.com=cache`, '', flag);
}

/**
 * Checks what yargs would accept: flags with values other than true and false, `--no-X` of options that are not on by default, and
 * `--crd.x`. Throws a UsageError.
 */
export function checkArguments(argv: readonly string[]): void {
  const flags = new Map([...optionRows].flatMap(([name, row]) => (row.type === 'flag' ? [[flagName(name), row] as const] : [])));
  const aliases = new Map([...flags].flatMap(([name, row]) => (row.alias === undefined ? [] : [[row.alias, name] as const])));
  for (const argument of argv) {
    if (argument === '--') return;
    const [, dashes, spelled = '', value] = /^(--?)([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (dashes === undefined) continue;
    const name = dashes === '-' ? aliases.get(spelled) : spelled;
    const negated = dashes === '--' ? /^no-(.+)$/s.exec(spelled)?.[1] : undefined;
    if (negated !== undefined && !flags.has(spelled)) {
      if (flags.get(negated)?.default !== true) throw unknownOption(argument, negated);
      if (value !== undefined) throw usageError('takes no value', '', `--${spelled}`);
    } else if (name !== undefined && flags.has(name) && value !== undefined && !['true', 'false'].includes(value)) {
      throw usageError(`takes no value, or true or false, but not ${JSON.stringify(value)}`, '', `${dashes}${spelled}`);
    }
  }
}

/** Whether the command line asks for `--json`, also if it has other mistakes. */
export function asksForJson(argv: readonly string[]): boolean {
  let json = false;
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') break;
    if (argument === '--json') json = argv[index + 1] !== 'false';
    else if (argument.startsWith('--json=')) json = argument === '--json=true';
  }
  return json;
}

/** Returns the command line with `--crd -` as `--crd=-`, because yargs does not accept a lone dash as a value. */
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

/** Returns the error for what yargs says about a command line, as one line in our words. */
export function argumentError(message: string, argv: readonly string[]): UsageError {
  const unknown = /^Unknown (argument|command)s?: (.*)$/s.exec(message);
  if (unknown !== null) {
    // Of several, the first is enough: the user corrects the line and tries again.
    const [name = ''] = (unknown[2] ?? '').split(', ');
    return unknownArgument(name, argv);
  }
  const missing = /^Not enough arguments following: (.*)$/s.exec(message);
  if (missing !== null) return usageError('needs a value', '', `--${missing[1] ?? ''}`);
  const choice = /Argument: ([\w-]+), Given: (.*), Choices: (.*)$/s.exec(message);
  if (choice !== null)
    return usageError(`is ${choice[2] ?? ''}, but must be one of ${choice[3] ?? ''}`, '', `--${choice[1] ?? ''}`);
  return usageError(message.split('\n')[0] ?? message);
}

function unknownArgument(name: string, argv: readonly string[]): UsageError {
  const option = argv.find(
    (argument) => argument.startsWith('-') && argument.replace(/^--?(?:no-)?/, '').split('=', 1)[0] === name,
  );
  if (option !== undefined) return unknownOption(option, name);
  const near = nearest(name, commandNames);
  const commands = `commands: ${commandNames.join(', ')}; inputs are named with --crd or --openapi`;
  return usageError(`unknown command ${name}`, near === undefined ? commands : `did you mean ${near}?`);
}

function unknownOption(argument: string, name: string): UsageError {
  const known = [...optionRows.keys()].map(flagName);
  const spelled = argument.split('=', 1)[0] ?? argument;
  if (known.includes(name) && spelled === `--${name}`) return usageError('is no option of this command', '', spelled);
  const near = known.includes(name) ? undefined : nearest(name, known);
  return usageError(`unknown option ${spelled}`, near === undefined ? '' : `did you mean --${near}?`);
}
