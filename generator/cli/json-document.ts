import type { Diagnostic } from '../model/diagnostic.js';
import type { CommandName } from '../option-table.js';
import type { Report } from '../options.js';
import type { Difference } from '../write/index.js';
import { exitCodes } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** A resource of one version, as `inspect` shows it. */
export interface InspectedKind {
  /** The API group. The core group is empty. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The kind. */
  readonly kind: string;
  /** The name in URLs. */
  readonly plural: string;
  /** The scope: in a namespace, or in the cluster. */
  readonly scope: 'Namespaced' | 'Cluster';
  /** The verbs, sorted. */
  readonly verbs: readonly string[];
  /** The names of the subresources. */
  readonly subresources: readonly string[];
  /** The short names, which kubectl accepts. */
  readonly shortNames: readonly string[];
  /** The categories, such as `all`. */
  readonly categories: readonly string[];
  /** The warning of a deprecated version. */
  readonly deprecated: boolean;
  /** The path to the client in the generated code: `clientset.ACCESSOR`. */
  readonly accessor: string;
}

/**
 * The document that `--json` prints for every command and every outcome. All keys are always present. A key that does not apply
 * is empty, 0 or null. Later versions add keys, and never change the meaning of a key.
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
  /** The inputs that were read. */
  readonly sources: Report['sources'];
  /** The kinds that the patterns removed, as `group/version/Kind`. */
  readonly excluded: readonly string[];
  /** The number of group versions. */
  readonly groupVersions: number;
  /** The number of resources. */
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
  /** Stale files that stay. */
  readonly kept: readonly string[];
  /** The differences that `--check` found. */
  readonly differences: readonly Difference[];
  /** The kinds that `inspect` found. */
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

/** Returns the part of the document that comes from a report. */
export function ofReport(
  report: Report,
): Pick<JsonDocument, 'diagnostics' | 'sources' | 'excluded' | 'groupVersions' | 'resources' | 'bytes' | 'phases'> {
  const { diagnostics, sources, excluded, groupVersions, resources, bytes, phases } = report;
  return { diagnostics, sources, excluded, groupVersions, resources, bytes, phases };
}
