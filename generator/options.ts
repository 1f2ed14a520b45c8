import type { LoadedSource } from './load/index.js';
import type { Diagnostic } from './model/diagnostic.js';
import type { LooseOptionValues, OptionsIn, OptionsOf } from './option-table.js';

/** A part of the work, in order. */
export type Phase = 'load' | 'analyze' | 'emit';

/** What a program says beyond the options of the command line. */
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
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
}

/** What was read and what came of it. */
export interface Report {
  readonly sources: readonly LoadedSource[];
  /** Errors (with `keepGoing`) and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `include` and `exclude` left out, as `group/version/Kind`, sorted. */
  readonly excluded: readonly string[];
  readonly groupVersions: number;
  /** Resources, which most people call kinds. */
  readonly resources: number;
  readonly files: number;
  /** Of all files together, in UTF-8. */
  readonly bytes: number;
  /** Milliseconds, by phase, in order. */
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
}

/** A file that was generated, and not yet written. */
export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  readonly contents: string;
}

/** The input cannot be generated from. */
export class GenerateError extends Error {
  /** `cluster` where a cluster could not be reached or refused; `input` for everything else. */
  readonly reason: 'input' | 'cluster';
  /** All that is wrong, and the warnings. */
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
