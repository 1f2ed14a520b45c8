import path from 'node:path';
import { formatDiagnostic } from '../../model/diagnostic.js';
import { optionTable } from '../../option-table.js';
import type { CommandName } from '../../option-table.js';
import { GenerateError } from '../../options.js';
import type { Report } from '../../options.js';
import type { OutputFile, Plan } from '../../write/index.js';
import { exitCodes } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import { ofReport, printJson } from '../json-document.js';
import type { JsonDocument } from '../json-document.js';
import { progressView, silent } from '../progress.js';
import { describeDifferences, describeInput, describeOutput, describeTime, describeWarnings } from '../report.js';
import type { Config, Settings } from '../settings.js';
import { toLibraryOptions } from '../settings.js';
import { painter } from '../terminal.js';
import type { Terminal } from '../terminal.js';

/** `generate`: reads, generates and writes, or says what differs, and reports. */
export async function runGenerate(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { config, flags } = settings;
  const {
    check = false,
    dryRun = false,
    json = false,
    quiet = false,
    verbose = false,
    color = optionTable.color.default,
  } = flags;
  const out = config.out ?? optionTable.out.default;
  const display = out
    .split(path.sep)
    .join('/')
    .replace(/(?<=.)\/$/, '');
  const root = path.resolve(terminal.cwd, out);
  const { checkOutputFolder, OutputError, readEarlier } = await import('../../write/index.js');
  const failOutput = (error: unknown, sources: Report['sources']): ExitCode => {
    if (!(error instanceof OutputError)) throw error;
    const diagnostics = error.obstacles.map((obstacle) => ({ severity: 'error' as const, where: 'output', ...obstacle }));
    const failure = new GenerateError(error.message, 'input', diagnostics, sources);
    return reportFailure(failure, 'generate', { json, out: display }, terminal);
  };
  try {
    await checkOutputFolder(root, display, check);
  } catch (error) {
    return failOutput(error, []);
  }
  const { generate } = await import('../../generate.js');
  const view = quiet ? silent : await progressView(terminal.stderr);
  announceStandardInput(config, quiet, terminal);
  const style = { paint: painter(terminal.stdout, terminal.env, color), verbose, dryRun };
  let generated;
  try {
    generated = await generate({
      ...toLibraryOptions(config, 'generate', terminal.cwd),
      stdin: terminal.stdin,
      signal: terminal.interrupt,
      readEarlier: (file) => readEarlier(root, file),
      onProgress: (progress) => view.show(progress),
    });
  } catch (error) {
    view.stop();
    if (!(error instanceof GenerateError)) throw error;
    return reportFailure(error, 'generate', { json, out: display }, terminal);
  }
  try {
    const { files } = generated;
    let { report } = generated;
    view.show({ phase: 'write', done: 0, total: files.length });
    const since = performance.now();
    const { plan: makePlan, apply } = await import('../../write/index.js');
    let plan: Plan;
    try {
      const retainStale = generated.failed !== undefined;
      plan = await makePlan(root, files, display, { readOnly: check, retainStale });
      if (!check && !dryRun) await apply(plan, terminal.interrupt);
    } catch (error) {
      view.stop();
      return failOutput(error, report.sources);
    }
    view.show({ phase: 'write', done: files.length, total: files.length });
    view.stop();
    const ms = Math.round((performance.now() - since) * 10) / 10;
    report = { ...report, phases: [...report.phases, { phase: check ? 'check' : 'write', ms }] };
    const drift = check && plan.differences.length > 0;
    const failed = generated.failed;
    const exitCode = failed !== undefined ? codeOf(failed) : drift ? exitCodes.drift : exitCodes.done;
    if (json) {
      printJson(terminal, { ...ofReport(report), command: 'generate', exitCode, out: display, ...jsonPlan(plan, files, check) });
    } else if (!quiet) {
      terminal.stdout.write(
        lines([
          ...describeInput(report, style),
          ...describeResult(report, plan, display, { ...style, check }),
          ...describeTime(report.phases, style.paint),
          ...describeWarnings(report.diagnostics, style.paint),
        ]),
      );
    } else if (drift) {
      terminal.stdout.write(lines(plan.differences.map(({ is, path: file }) => `${is} ${display}/${file}`)));
    }
    if (failed !== undefined) printErrors(failed, terminal);
    return exitCode;
  } finally {
    view.stop();
  }
}

function describeResult(
  report: Report,
  plan: Plan,
  out: string,
  style: Parameters<typeof describeOutput>[3] & { check: boolean },
): string[] {
  if (!style.check) return describeOutput(report, plan, out, style);
  if (plan.differences.length === 0) return [`${style.paint('bold', 'Checked ')} ${report.files} files in ${out}: up to date`];
  const files = plan.differences.length === 1 ? 'file differs' : 'files differ';
  return [
    ...describeDifferences(plan.differences, out, style),
    `${plan.differences.length} ${files} from what would be generated (run kube-client-gen without --check)`,
  ];
}

function jsonPlan(plan: Plan, files: readonly OutputFile[], check: boolean): Partial<JsonDocument> {
  const missing = new Set(
    plan.differences.filter((difference) => difference.is === 'missing').map((difference) => difference.path),
  );
  const changed = new Set(plan.write.map((file) => file.path));
  return {
    files: files.map(({ path: file, contents }) => ({
      path: file,
      bytes: Buffer.byteLength(contents),
      state: missing.has(file) ? 'new' : changed.has(file) ? 'changed' : 'unchanged',
    })),
    removed: plan.remove,
    edited: plan.edited,
    kept: [...plan.kept, ...plan.retained],
    differences: check ? plan.differences : [],
  };
}

/** Says that standard input is being read: a run that waits for a terminal or a silent pipe looks as if it hung. */
export function announceStandardInput({ crd = [], openapi = [] }: Config, quiet: boolean, terminal: Terminal): void {
  if (!quiet && [...crd, ...openapi].includes('-')) terminal.stderr.write('Reading standard input (Ctrl-C ends it)\n');
}

/** Prints one line for each error; with `json` also the document. */
export function reportFailure(
  error: GenerateError,
  command: CommandName,
  { json, out = null }: { readonly json: boolean; readonly out?: string | null },
  terminal: Terminal,
): ExitCode {
  const exitCode = codeOf(error);
  const { diagnostics, sources } = error;
  if (json) printJson(terminal, { command, exitCode, diagnostics, sources, out });
  printErrors(error, terminal);
  return exitCode;
}

/** Prints errors on standard error, one line each. */
export function printErrors(error: GenerateError, terminal: Terminal): void {
  const errors = error.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  terminal.stderr.write(lines(errors.map(formatDiagnostic)));
}

/** Returns the exit code for a run with errors. */
export function codeOf(error: GenerateError): ExitCode {
  return error.reason === 'cluster' ? exitCodes.cluster : exitCodes.unusable;
}

/** Returns lines as one text, each with its line break. */
export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
