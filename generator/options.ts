import type { LoadedSource } from './load/index.js';
import type { Diagnostic } from './model/diagnostic.js';
import type { LooseOptionValues, OptionsIn, OptionsOf } from './option-table.js';

/** A part of the work, in order. */
export type Phase = 'load' | 'analyze' | 'emit';

/** The options that only a program can set, in addition to those of the command line. */
interface ProgramOptions {
  /**
   * The folder that relative paths start from.
   * Default: the working directory.
   */
  readonly cwd?: string | undefined;
  /**
   * The input that `-` names.
   * Default: the process's standard input.
   */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /**
   * With `keepGoing`: reads a file of the earlier output, such as `index.ts`; undefined if it does not exist. Groups whose input is
   * missing stay in the clientset if their files are there.
   * Default: the clientset has only the groups of this run.
   */
  readonly readEarlier?: ((path: string) => Promise<string | undefined>) | undefined;
  /** Ends the work: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a phase begins (`done` is 0) and when it advances; `total` is the number of steps that are known so far. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The inputs, and the parts of them to use. Every input is optional, but there must be one. */
export interface InputOptions extends LooseOptionValues<OptionsIn<'library'> & OptionsOf<'inspect'>>, ProgramOptions {}

/** The inputs, and the form of the output. */
export interface GenerateOptions extends LooseOptionValues<OptionsIn<'library'> & OptionsOf<'generate'>>, ProgramOptions {}

/** A step of a run, for progress bars. */
export interface Progress {
  /** The phase that is running. */
  readonly phase: Phase;
  /** The number of finished steps. */
  readonly done: number;
  /** The number of known steps. */
  readonly total: number;
}

/** The inputs of a run and its results. */
export interface Report {
  /** The inputs that were read. */
  readonly sources: readonly LoadedSource[];
  /** Errors (with `keepGoing`) and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** The kinds that `include` and `exclude` removed, as `group/version/Kind`, sorted. */
  readonly excluded: readonly string[];
  /** The number of group versions. */
  readonly groupVersions: number;
  /** The number of resources, which most people call kinds. */
  readonly resources: number;
  /** The number of generated files. */
  readonly files: number;
  /** The size of all files together, in UTF-8. */
  readonly bytes: number;
  /** The duration of each phase, in order. Unit: milliseconds */
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
}

/** A generated file that is not yet written. */
export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  /** The complete text. */
  readonly contents: string;
}

/** An error for an input from which nothing can be generated. */
export class GenerateError extends Error {
  /** `cluster` if a cluster could not be reached or refused the request; `input` for all other errors. */
  readonly reason: 'input' | 'cluster';
  /** All errors and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: readonly LoadedSource[];

  constructor(
    message: string,
    reason: 'input' | 'cluster',
    diagnostics: readonly Diagnostic[],
    sources: readonly LoadedSource[],
  ) {
    super(message);
    this.name = 'GenerateError';
    this.reason = reason;
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}
