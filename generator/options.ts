import type { Diagnostic } from './model/diagnostic.js';
import type { LoadedSource } from './load/index.js';

/** A part of the work, in order. */
export type Phase = 'load' | 'analyze' | 'emit';

/** What to read, and what of it to generate for. Every input is optional, but there has to be one. */
export interface InputOptions {
  /** CRDs: files, folders (at any depth), globs, http(s) URLs, or `-` for standard input. */
  readonly crd?: readonly string[] | undefined;
  /** OpenAPI documents, v2 or v3: files, folders, globs, URLs (also a cluster's `/openapi/v3`), or `-`. */
  readonly openapi?: readonly string[] | undefined;
  /** The API of a cluster, through a kubeconfig. Default: false. */
  readonly fromCluster?: boolean | undefined;
  /** A kubeconfig file. Default: what kubectl would use. */
  readonly kubeconfig?: string | undefined;
  /** Default: the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** The built-in API of a Kubernetes version (`v1.36`) that comes with this package; true for the newest. Default: false. */
  readonly kubernetes?: string | boolean | undefined;
  /** Groups, `group/version` or `group/version/Kind`, with `*`; `core` is the group without a name. Default: everything. */
  readonly include?: readonly string[] | undefined;
  /** The same, taken away from what `include` leaves. Default: nothing. */
  readonly exclude?: readonly string[] | undefined;
  /** The accessor of a group, by the group's name: `{ 'cache.example.com': 'cache' }`. */
  readonly groupNames?: Readonly<Record<string, string>> | undefined;
  /** Generates what is good although something is not; the errors are in the report. Default: false. */
  readonly keepGoing?: boolean | undefined;
  /** What relative paths start from. Default: the working directory. */
  readonly cwd?: string | undefined;
  /** What `-` reads. Default: the process's standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /** Ends the work between its steps: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told as a phase begins (`done` is 0) and goes on; `total` is what is known of it so far. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface GenerateOptions extends InputOptions {
  /** How relative imports end. Default: `.js`. */
  readonly importExtension?: '.js' | '.ts' | 'none' | undefined;
  /** The package that the generated code imports. Default: `kube-client-runtime`. */
  readonly runtime?: string | undefined;
  /** Apply configurations and the `apply` verbs. Default: true. */
  readonly apply?: boolean | undefined;
  /** Informers and their factory; they bring listers. Default: true. */
  readonly informers?: boolean | undefined;
  /** Default: true. */
  readonly listers?: boolean | undefined;
}

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
