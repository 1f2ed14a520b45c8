import { optionRows } from '../option-table.js';
import type { CommandName, OptionsIn, OptionValues } from '../option-table.js';
import type { GenerateOptions, InputOptions } from '../options.js';

/** The options that may stand in a config file. */
export type Config = OptionValues<OptionsIn<'library' | 'config'>>;

/** The options that only the command line takes. */
export type Flags = OptionValues<OptionsIn<'command line'>>;

/** All settings of a command. */
export interface Settings {
  /** The config file and the command line together. */
  readonly config: Config;
  /** The options that exist only on the command line. */
  readonly flags: Flags;
  /** The config file that was read, absolute. */
  readonly configFile?: string;
}

/** Returns the settings in the form that the library takes: without the options that the command does not have there. */
export function toLibraryOptions(config: Config, command: CommandName, cwd: string): GenerateOptions & InputOptions {
  const entries = Object.entries(config).filter(([name]) => {
    const row = optionRows.get(name);
    return row?.scope === 'library' && row.commands.includes(command);
  });
  return { ...Object.fromEntries(entries), cwd };
}
