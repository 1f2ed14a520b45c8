import type { Diagnostic } from '../model/diagnostic.js';
import { formatDiagnostic, printable } from '../model/diagnostic.js';
import type { Report } from '../options.js';
import type { Difference, Plan } from '../write/index.js';
import type { Paint } from './terminal.js';

/** The number of inputs that are named one by one. */
const shownSources = 10;
/** The number of differences with an excerpt. */
const shownExcerpts = 20;

/** The style of a report for people. */
export interface ReportStyle {
  /** The colors. */
  readonly paint: Paint;
  /** Whether to list each file. */
  readonly verbose: boolean;
}

/** Returns the lines about the inputs: the contents of each, then what was left out. */
export function describeInput(report: Report, style: ReportStyle): string[] {
  const { paint, verbose } = style;
  const lines: string[] = [];
  const used = report.sources.filter((source) => source.crds + source.openapiDocuments > 0);
  const shown = verbose ? used : used.slice(0, shownSources);
  for (const source of shown) lines.push(`${printable(source.name)}: ${countSource(source.crds, source.openapiDocuments)}`);
  if (shown.length < used.length) {
    const rest = used.slice(shown.length);
    const crds = rest.reduce((sum, source) => sum + source.crds, 0);
    const documents = rest.reduce((sum, source) => sum + source.openapiDocuments, 0);
    lines.push(`${rest.length} more: ${countSource(crds, documents)}`);
  }
  const skipped = new Map<string, number>();
  for (const source of report.sources) {
    for (const [kind, count] of Object.entries(source.skipped)) skipped.set(kind, (skipped.get(kind) ?? 0) + count);
  }
  const out = section('Read', lines, paint);
  if (skipped.size > 0) {
    const kinds = [...skipped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${printable(kind)} ${count}`);
    const list = verbose || kinds.length <= 8 ? kinds : [...kinds.slice(0, 8), `${kinds.length - 8} more kinds`];
    out.push(...section('Skipped', [list.join(', ')], paint));
  }
  const left = report.excluded.length === 0 ? '' : ` (${report.excluded.length} left out by include and exclude)`;
  out.push(
    ...section('Found', [`${count(report.resources, 'kind')} in ${count(report.groupVersions, 'group version')}${left}`], paint),
  );
  return out;
}

/** Returns the lines about the written files. Lists each file if the style is verbose. */
export function describeOutput(report: Report, plan: Plan, out: string, style: ReportStyle & { dryRun: boolean }): string[] {
  const { paint, verbose, dryRun } = style;
  const missing = new Set(
    plan.differences.filter((difference) => difference.is === 'missing').map((difference) => difference.path),
  );
  const fresh = plan.write.filter((file) => missing.has(file.path)).length;
  const counts = [
    [fresh, 'new'],
    [plan.write.length - fresh, 'changed'],
    [plan.unchanged.length, 'unchanged'],
    [plan.remove.length, 'removed'],
  ] as const;
  const detail = counts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])).join(', ');
  const lines = [`${count(report.files, 'file')}, ${size(report.bytes)} in ${out}${detail === '' ? '' : ` (${detail})`}`];
  const result = section(dryRun ? 'Would write' : 'Wrote', lines, paint);
  if (dryRun || verbose) {
    const entries = [
      ...plan.write.map((file) => ({ path: file.path, sign: missing.has(file.path) ? '+' : '~' })),
      ...plan.remove.map((file) => ({ path: file, sign: '-' })),
      ...(verbose ? plan.unchanged.map((file) => ({ path: file, sign: ' ' })) : []),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
    result.push(...entries.map(({ path, sign }) => `  ${sign} ${path}`));
  }
  if (!dryRun && !verbose && plan.remove.length > 0) result.push(...section('Removed', listFiles(plan.remove), paint));
  if (plan.retained.length > 0) {
    const why = `${count(plan.retained.length, 'file')} of an earlier run because an input is missing`;
    result.push(...section('Kept', [why, ...listFiles(plan.retained)], paint));
  }
  for (const file of plan.edited)
    result.push(paint('yellow', `${out}/${file} was edited by hand and ${dryRun ? 'would be' : 'is'} replaced`));
  for (const file of plan.kept)
    result.push(paint('yellow', `${out}/${file} is stale, but was edited by hand: left alone (remove it yourself)`));
  return result;
}

/** Returns the folders of some files with the number of files in each; files of the root by their names. */
function listFiles(files: readonly string[]): string[] {
  const folders = new Map<string, number>();
  for (const file of files) {
    const folder = file.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/` : file;
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return [...folders].map(([folder, number]) => (folder.endsWith('/') ? `${folder} (${count(number, 'file')})` : folder));
}

/** Returns the lines about the differences that `--check` found: one line for each file, and an excerpt of changed files. */
export function describeDifferences(differences: readonly Difference[], out: string, style: ReportStyle): string[] {
  const { paint, verbose } = style;
  const lines: string[] = [];
  for (const [index, { path, is, excerpt }] of differences.entries()) {
    lines.push(`${paint('bold', is)} ${out}/${printable(path)}`);
    if (!verbose && index >= shownExcerpts) continue;
    for (const line of excerpt) {
      const style = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'dim';
      lines.push(`    ${paint(style, printable(line))}`);
    }
  }
  return lines;
}

/** Returns the lines about warnings. */
export function describeWarnings(diagnostics: readonly Diagnostic[], paint: Paint): string[] {
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning');
  return warnings.map((warning) => `${paint('yellow', 'warning:')} ${formatDiagnostic(warning)}`);
}

/** Returns the line about the duration of each phase. */
export function describeTime(phases: Report['phases'], paint: Paint): string[] {
  const total = phases.reduce((sum, phase) => sum + phase.ms, 0);
  const parts = phases.map(({ phase, ms }) => `${phase} ${duration(ms)}`);
  return section('Took', [`${duration(total)} (${parts.join(', ')})`], paint);
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line, index) => `${index === 0 ? paint('bold', title.padEnd(8)) : ' '.repeat(8)} ${line}`);
}

function countSource(crds: number, documents: number): string {
  const parts = [...(crds > 0 ? [count(crds, 'CRD')] : []), ...(documents > 0 ? [count(documents, 'OpenAPI document')] : [])];
  return parts.join(', ');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
