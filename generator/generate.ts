import { setImmediate } from 'node:timers/promises';
import { checkOptions } from './check-options.js';
import type { LoadResult } from './load/index.js';
import type { Diagnostic } from './model/diagnostic.js';
import { compareDiagnostics, formatDiagnostic } from './model/diagnostic.js';
import type { ApiModel } from './model/index.js';
import { optionTable } from './option-table.js';
import { GenerateError } from './options.js';
import type { GeneratedFile, GenerateOptions, InputOptions, Phase, Report } from './options.js';

/** The result of `generate`. */
export interface Generated {
  /** The files in the order of their paths. */
  readonly files: readonly GeneratedFile[];
  /** The inputs and the results in numbers. */
  readonly report: Report;
  /** The files and folders whose change would change the result, absolute. */
  readonly watch: readonly string[];
  /** The errors of a run with `keepGoing`. Undefined if there were no errors. */
  readonly failed?: GenerateError;
}

/** The result of `inspect`. */
export interface Inspected {
  /** The API that the inputs describe. */
  readonly model: ApiModel;
  /** The inputs and the results in numbers. */
  readonly report: Report;
  /** The errors of a run with `keepGoing`. Undefined if there were no errors. */
  readonly failed?: GenerateError;
}

/**
 * Reads the inputs and generates their clients. Writes nothing and prints nothing. The same inputs give the same files in any
 * order.
 *
 * Rejects with a TypeError that names a wrong option, with a GenerateError that lists all errors of the input, or with the
 * signal's reason.
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  checkOptions(options, 'generate');
  const clock = new PhaseClock(options);
  const understood = await understand(options, clock);
  const { model, loaded, failed } = understood;
  clock.begin('emit', 0, 1);
  const { emitSteps, readKeptGroups } = await import('./emit/index.js');
  await pause(options.signal);
  const { runtime, apply, informers, listers } = optionTable;
  const keptGroups =
    failed === undefined || options.readEarlier === undefined ? [] : await readKeptGroups(options.readEarlier, model);
  const importExtension = options.importExtension ?? optionTable.importExtension.default;
  const emitted = await inSteps(
    emitSteps(model, {
      importExtension: importExtension === 'none' ? '' : importExtension,
      runtime: options.runtime ?? runtime.default,
      apply: options.apply ?? apply.default,
      informers: options.informers ?? informers.default,
      listers: options.listers ?? listers.default,
      keptGroups,
    }),
    options.signal,
  );
  const files = [...emitted].sort((a, b) => (a.path < b.path ? -1 : 1));
  options.onProgress?.({ phase: 'emit', done: 1, total: 1 });
  const report = makeReport(understood, clock, files);
  return { files, report, watch: loaded.watch, ...(failed === undefined ? {} : { failed }) };
}

/** Reads the inputs as `generate` does, and returns the API that they describe. */
export async function inspect(options: InputOptions): Promise<Inspected> {
  checkOptions(options, 'inspect');
  const clock = new PhaseClock(options);
  const understood = await understand(options, clock);
  const { model, failed } = understood;
  return { model, report: makeReport(understood, clock, []), ...(failed === undefined ? {} : { failed }) };
}

/** The time that steps of a phase may take before signals and timers are handled. Unit: milliseconds */
const turnMs = 50;

/** Takes all steps, and lets the process handle signals in between. Rejects with the signal's reason when it fires. */
async function inSteps<T>(steps: Generator<void, T>, signal: AbortSignal | undefined): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < turnMs) continue;
    await pause(signal);
    since = performance.now();
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

/** The origins of diagnostics that say that an option selects nothing of the input. */
const aboutSelection: ReadonlySet<string> = new Set(['--include', '--exclude', '--group-name']);

interface Understood {
  readonly model: ApiModel;
  readonly loaded: LoadResult;
  readonly excluded: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: GenerateError | undefined;
}

async function understand(options: InputOptions, clock: PhaseClock): Promise<Understood> {
  const kubernetes = options.kubernetes === false ? undefined : options.kubernetes;
  const { crd = [], openapi = [], fromCluster = false } = options;
  const { load } = await import('./load/index.js');
  clock.begin('load', 0, crd.length + openapi.length);
  const loaded = await load({
    crd,
    openapi,
    fromCluster,
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    cwd: options.cwd ?? process.cwd(),
    stdin: options.stdin ?? process.stdin,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
    ...(options.context === undefined ? {} : { context: options.context }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (done, total) => options.onProgress?.({ phase: 'load', done, total }),
  });
  options.signal?.throwIfAborted();
  if (loaded.documents.length === 0 && loaded.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
    const onlyCluster = loaded.clusterFailed && errors.every(({ origin }) => origin.startsWith('cluster'));
    throw fail(loaded.diagnostics, onlyCluster ? 'cluster' : 'input', loaded.sources);
  }
  clock.begin('analyze', 0, loaded.documents.length);
  const { analyzeSteps } = await import('./analyze/index.js');
  const steps = analyzeSteps(loaded.documents, {
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    unread: loaded.unread,
    groupNames: options.groupNames ?? {},
  });
  const analyzed = await inSteps(steps, options.signal);
  options.onProgress?.({ phase: 'analyze', done: loaded.documents.length, total: loaded.documents.length });
  options.signal?.throwIfAborted();
  const broken = loaded.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  // If an input is missing, a pattern without a match is not an error.
  const found = analyzed.diagnostics.filter(({ origin }) => !broken || !aboutSelection.has(origin));
  const diagnostics = [...loaded.diagnostics, ...found].sort(compareDiagnostics);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const reason = loaded.clusterFailed && errors.every(({ origin }) => origin.startsWith('cluster')) ? 'cluster' : 'input';
  const nothing = analyzed.model.groupVersions.every((groupVersion) => groupVersion.resources.length === 0);
  if (nothing && errors.length === 0) {
    const filtered = (options.include ?? []).length + (options.exclude ?? []).length > 0;
    const hint = filtered ? 'check include and exclude' : 'name an input that describes resources';
    const where = filtered ? 'include, exclude' : 'input';
    diagnostics.push({ severity: 'error', origin: 'options', where, what: 'there is nothing to generate', hint });
  }
  const failed = errors.length > 0 || nothing ? fail(diagnostics, reason, loaded.sources) : undefined;
  if (failed !== undefined && (nothing || options.keepGoing !== true)) throw failed;
  return { model: analyzed.model, loaded, excluded: analyzed.excluded, diagnostics, failed };
}

function fail(diagnostics: readonly Diagnostic[], reason: 'input' | 'cluster', sources: LoadResult['sources']): GenerateError {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return new GenerateError(errors.map(formatDiagnostic).join('\n'), reason, diagnostics, sources);
}

function makeReport(understood: Understood, clock: PhaseClock, files: readonly GeneratedFile[]): Report {
  const { model, loaded, excluded, diagnostics } = understood;
  return {
    sources: loaded.sources,
    diagnostics,
    excluded,
    groupVersions: model.groupVersions.length,
    resources: model.groupVersions.reduce((sum, groupVersion) => sum + groupVersion.resources.length, 0),
    files: files.length,
    bytes: files.reduce((sum, file) => sum + Buffer.byteLength(file.contents), 0),
    phases: clock.end(),
  };
}

/** A clock for phases. A phase ends where the next one begins, so the time to load the code of a phase counts for that phase. */
class PhaseClock {
  private readonly options: InputOptions;
  private readonly phases: { phase: Phase; ms: number }[] = [];
  private current: { phase: Phase; since: number } | undefined;

  constructor(options: InputOptions) {
    this.options = options;
  }

  begin(phase: Phase, done: number, total: number): void {
    this.close();
    this.current = { phase, since: performance.now() };
    this.options.onProgress?.({ phase, done, total });
  }

  end(): { phase: Phase; ms: number }[] {
    this.close();
    return this.phases;
  }

  private close(): void {
    if (this.current === undefined) return;
    const { phase, since } = this.current;
    this.phases.push({ phase, ms: Math.round((performance.now() - since) * 10) / 10 });
    this.current = undefined;
  }
}
