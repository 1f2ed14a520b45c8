import { styleText } from 'node:util';

/** The parts of a process that a command uses; tests bring their own. */
export interface Terminal {
  /** Standard output, for the report. */
  readonly stdout: Output;
  /** Standard error, for progress and messages. */
  readonly stderr: Output;
  /** Standard input, which `-` names. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** Fires when the user wants the command to end (Ctrl-C). */
  readonly interrupt: AbortSignal;
}

/** A stream to which a command writes. */
export interface Output {
  /** Writes a text. */
  write(text: string): unknown;
  /** Whether the stream is a terminal. */
  readonly isTTY?: boolean | undefined;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colours only on a terminal, and only where neither `NO_COLOR` (https://no-color.org) nor the option forbids them. */
export function painter(output: Output, env: Terminal['env'], color: boolean): Paint {
  const wanted = color && output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return wanted ? (style, text) => styleText(style, text) : (_style, text) => text;
}
