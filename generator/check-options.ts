import { nearest } from './nearest.js';
import { groupNamePattern, optionRows } from './option-table.js';
import type { CommandName, OptionRow } from './option-table.js';

/** The options of the library that no command line can say, and their checks. */
const programOptions: Readonly<Record<string, readonly [accepts: (value: unknown) => boolean, wanted: string]>> = {
  cwd: [(value) => isText(value), 'a path'],
  stdin: [(value) => isObject(value) && Symbol.asyncIterator in value, 'a readable stream or another async iterable'],
  signal: [(value) => isObject(value) && 'aborted' in value && 'addEventListener' in value, 'an AbortSignal'],
  readEarlier: [(value) => typeof value === 'function', 'a function'],
  onProgress: [(value) => typeof value === 'function', 'a function'],
};

/** Returns the problem with the value of an option, such as `must be a list of texts`. Returns undefined for a valid value. */
export function valueProblem(value: unknown, row: OptionRow): string | undefined {
  switch (row.type) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'text':
      return isText(value) ? undefined : 'must be a text that is not empty';
    case 'version':
      return typeof value === 'boolean' || isText(value) ? undefined : 'must be a version, true or false';
    case 'choice':
      return (row.choices ?? []).some((choice) => choice === value) ? undefined : `must be one of ${row.choices?.join(', ')}`;
    case 'texts':
      return Array.isArray(value) && value.every(isText) ? undefined : 'must be a list of texts that are not empty';
    case 'names': {
      const pattern = new RegExp(groupNamePattern);
      const isName = (name: unknown): boolean => typeof name === 'string' && pattern.test(name);
      return isObject(value) && !Array.isArray(value) && Object.values(value).every(isName)
        ? undefined
        : 'must map groups to names of letters and digits, each beginning with a letter';
    }
  }
}

/**
 * Checks the options that a program passes to `generate` or `inspect`.
 *
 * Throws a TypeError that names the first option that is unknown or has a value of the wrong form. If there is no input, it names
 * the inputs.
 */
export function checkOptions(options: unknown, command: CommandName): void {
  if (!isObject(options) || Array.isArray(options))
    throw new TypeError(`options must be an object with the options of ${command}`);
  const known = [...optionRows].filter(([, row]) => row.scope === 'library' && row.commands.includes(command));
  const rows = new Map(known);
  for (const [name, value] of Object.entries(options)) {
    const program = Object.hasOwn(programOptions, name) ? programOptions[name] : undefined;
    const row = rows.get(name);
    if (row === undefined && program === undefined) {
      const names = [...rows.keys(), ...Object.keys(programOptions)];
      const near = nearest(name, names);
      throw new TypeError(
        `unknown option ${name} (${near === undefined ? `known: ${names.join(', ')}` : `did you mean ${near}?`})`,
      );
    }
    if (value === undefined) continue;
    const problem = row === undefined ? undefined : valueProblem(value, row);
    if (problem !== undefined) throw new TypeError(`option ${name} ${problem}`);
    if (program !== undefined && !program[0](value)) throw new TypeError(`option ${name} must be ${program[1]}`);
  }
  const problem = combinationProblem(options, (name) => name);
  if (problem !== undefined) throw new TypeError(`option ${problem.option} ${problem.what} (${problem.hint})`);
}

/** A conflict between options. */
export interface CombinationProblem {
  /** The option to change. */
  readonly option: string;
  /** The problem, without a full stop. */
  readonly what: string;
  /** The way to fix it, without a full stop. */
  readonly hint: string;
}

/**
 * Returns the first fault in a combination of options, each of which is valid by itself. `spell` gives an option's name as the
 * user writes it.
 */
export function combinationProblem(
  options: Readonly<Record<string, unknown>>,
  spell: (name: string) => string,
): CombinationProblem | undefined {
  const { crd, openapi, kubernetes, fromCluster, informers, listers } = options;
  const isEmpty = (list: unknown): boolean => !Array.isArray(list) || list.length === 0;
  if (isEmpty(crd) && isEmpty(openapi) && fromCluster !== true && (kubernetes ?? false) === false) {
    const others = ['openapi', 'fromCluster'].map(spell).join(', ');
    return {
      option: 'crd',
      what: 'is missing, and so is every other input',
      hint: `use it, ${others} or ${spell('kubernetes')}`,
    };
  }
  for (const option of ['kubeconfig', 'context']) {
    if (options[option] !== undefined && fromCluster !== true)
      return { option, what: 'applies to a cluster only', hint: `use it together with ${spell('fromCluster')}` };
  }
  if (listers === false && informers !== false) {
    const hint = `switch ${spell('informers')} off as well`;
    return { option: 'listers', what: 'cannot be off while informers are on, which need listers', hint };
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
