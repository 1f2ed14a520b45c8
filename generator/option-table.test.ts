import { yargsOptions } from './cli/arguments.js';
import { configSchema } from './cli/config-schema.js';
import { commandNames, flagName, optionRows, optionTable } from './option-table.js';
import type { GenerateOptions, InputOptions } from './options.js';

test('the command line has one option for each row of the table, under the commands of the row', () => {
  for (const command of commandNames) {
    const rows = [...optionRows].filter(([, row]) => row.commands.includes(command));
    expect(Object.keys(yargsOptions(command))).toEqual(rows.map(([name]) => flagName(name)));
  }
});

test('the config file has one property for each row that is not for the command line alone', () => {
  const rows = [...optionRows].filter(([, row]) => row.scope !== 'command line');
  expect(Object.keys(configSchema.properties ?? {})).toEqual(['$schema', ...rows.map(([name]) => name)]);
});

test('names and aliases on the command line are unique', () => {
  const names = [...optionRows].flatMap(([name, row]) => [flagName(name), ...(row.alias === undefined ? [] : [row.alias])]);
  expect(new Set(names).size).toBe(names.length);
});

test('each sentence is one line of one or two short sentences', () => {
  for (const { sentence } of optionRows.values()) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    for (const part of sentence.split(/\. /)) expect(part.split(' ').length).toBeLessThanOrEqual(25);
  }
});

test('the types of the library are those of the table', () => {
  // Compiles only if the types have the rows of the library, and nothing else.
  const options: Required<Pick<GenerateOptions, 'importExtension' | 'listers' | 'kubernetes'>> = {
    importExtension: optionTable.importExtension.default,
    listers: optionTable.listers.default,
    kubernetes: true,
  };
  const input: InputOptions = { crd: ['x'], groupNames: { a: 'b' } };
  // @ts-expect-error `out` is not an option of the library.
  const wrong: GenerateOptions = { out: 'x' };
  expect([options.importExtension, input.crd, wrong]).toBeDefined();
});
