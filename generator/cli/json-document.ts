import type { Diagnostic } from '../model/diagnostic.js';
import type { CommandName } from '../option-table.js';
import type { Report } from '../options.js';
import type { Difference } from '../write/index.js';
import { exitCodes } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** A resource of one version, as `inspect` shows it. */
export interface InspectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly deprecated: boolean;
  /** The path to the client in the generated code: `clientset.ACCESSOR`. */
  readonly accessor: string;
}

/**
 * The document that `--json` prints, for every command and every outcome. All keys are always there; those that do not apply are
 * empty, 0 or null. Keys are added in later versions, and never change their meaning.
 */
export interface JsonDocument {
  /** `generate` if the command line names no command. */
  readonly command: CommandName;
  /** Whether `exitCode` is 0. */
  readonly ok: boolean;
  /** The exit code of the process. */
  readonly exitCode: ExitCode;
  /** Errors, then warnings: `severity`, `origin`, `line`, `column`, `where`, `what`, `hint`. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read. */
  readonly sources: Report['sources'];
  /** What the patterns left out, as `group/version/Kind`. */
  readonly excluded: readonly string[];
  readonly groupVersions: number;
  readonly resources: number;
  /** The size of all generated files together. */
  readonly bytes: number;
  /** The duration of each phase in milliseconds. */
  readonly phases: Report['phases'];
  /** The output folder of `generate`. */
  readonly out: string | null;
  /** The generated files, and whether each is new, changed or unchanged in the output folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly state: 'new' | 'changed' | 'unchanged' }[];
  /** Stale files that were removed (with `--check` and `--dry-run`: would be). */
  readonly removed: readonly string[];
  /** Files that were edited by hand and replaced (or would be). */
  readonly edited: readonly string[];
  /** Stale files that were left alone. */
  readonly kept: readonly string[];
  /** What `--check` found. */
  readonly differences: readonly Difference[];
  /** What `inspect` found. */
  readonly kinds: readonly InspectedKind[];
  /** The config file that `init` wrote. */
  readonly config: string | null;
}

/** Prints the document on standard output. */
export function printJson(
  terminal: Terminal,
  document: Pick<JsonDocument, 'command' | 'exitCode' | 'diagnostics'> & Partial<JsonDocument>,
): void {
  const complete: JsonDocument = {
    ok: document.exitCode === exitCodes.done,
    sources: [],
    excluded: [],
    groupVersions: 0,
    resources: 0,
    bytes: 0,
    phases: [],
    out: null,
    files: [],
    removed: [],
    edited: [],
    kept: [],
    differences: [],
    kinds: [],
    config: null,
    ...document,
  };
  const { command, ok, exitCode, diagnostics, ...rest } = complete;
  terminal.stdout.write(`${JSON.stringify({ command, ok, exitCode, diagnostics, ...rest }, undefined, 2)}\n`);
}

/** Returns the part of the document that a report makes. */
export function ofReport(
  report: Report,
): Pick<JsonDocument, 'diagnostics' | 'sources' | 'excluded' | 'groupVersions' | 'resources' | 'bytes' | 'phases'> {
  const { diagnostics, sources, excluded, groupVersions, resources, bytes, phases } = report;
  return { diagnostics, sources, excluded, groupVersions, resources, bytes, phases };
}
