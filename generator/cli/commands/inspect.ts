import { printable } from '../../model/diagnostic.js';
import type { ApiModel, Resource } from '../../model/index.js';
import { optionTable } from '../../option-table.js';
import { GenerateError } from '../../options.js';
import { exitCodes } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import { ofReport, printJson } from '../json-document.js';
import type { InspectedKind } from '../json-document.js';
import { progressView, silent } from '../progress.js';
import { describeWarnings } from '../report.js';
import type { Settings } from '../settings.js';
import { toLibraryOptions } from '../settings.js';
import { painter } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { announceStandardInput, codeOf, lines, printErrors, reportFailure } from './generate.js';

/** `inspect`: what the input holds, as a table or as JSON. */
export async function runInspect(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { config, flags } = settings;
  const { json = false, quiet = false, verbose = false, color = optionTable.color.default } = flags;
  const { inspect } = await import('../../generate.js');
  const view = quiet ? silent : await progressView(terminal.stderr);
  announceStandardInput(config, quiet, terminal);
  let inspected;
  try {
    inspected = await inspect({
      ...toLibraryOptions(config, 'inspect', terminal.cwd),
      stdin: terminal.stdin,
      signal: terminal.interrupt,
      onProgress: (progress) => view.show(progress),
    });
  } catch (error) {
    view.stop();
    if (!(error instanceof GenerateError)) throw error;
    return reportFailure(error, 'inspect', { json }, terminal);
  } finally {
    view.stop();
  }
  const { model, report, failed } = inspected;
  const rows = toRows(model);
  const exitCode = failed === undefined ? exitCodes.done : codeOf(failed);
  if (json) {
    printJson(terminal, { ...ofReport(report), command: 'inspect', exitCode, kinds: rows });
  } else {
    const paint = painter(terminal.stdout, terminal.env, color);
    const shown = table(rows, verbose).map((line, index) => (index === 0 ? paint('bold', line) : line));
    terminal.stdout.write(lines([...shown, ...(quiet ? [] : describeWarnings(report.diagnostics, paint))]));
  }
  if (failed !== undefined) printErrors(failed, terminal);
  return exitCode;
}

function toRows(model: ApiModel): InspectedKind[] {
  return model.groupVersions.flatMap(({ group, version, accessor, resources }) =>
    resources.map((resource): InspectedKind => ({
      group,
      version,
      kind: resource.kind,
      plural: resource.plural,
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      verbs: resource.verbs,
      subresources: subresources(resource),
      shortNames: resource.shortNames,
      categories: resource.categories,
      deprecated: resource.deprecated !== undefined,
      accessor: `${accessor}.${resource.accessor}`,
    })),
  );
}

function subresources(resource: Resource): string[] {
  return resource.subresources.map((subresource) => subresource.name);
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

function table(rows: readonly InspectedKind[], verbose: boolean): string[] {
  const header = [
    'GROUP',
    'VERSION',
    'KIND',
    'RESOURCE',
    'SCOPE',
    'SHORT NAMES',
    'SUBRESOURCES',
    'VERBS',
    ...(verbose ? ['CLIENT'] : []),
  ];
  const cells = rows.map((row) => [
    row.group === '' ? 'core' : row.group,
    row.version + (row.deprecated ? ' (deprecated)' : ''),
    row.kind,
    row.plural,
    row.scope,
    row.shortNames.join(','),
    row.subresources.join(','),
    allVerbs.every((verb) => row.verbs.includes(verb)) ? 'all' : row.verbs.join(','),
    ...(verbose ? [row.accessor] : []),
  ]);
  const printed = [header, ...cells.map((row) => row.map((cell) => (cell === '' ? '-' : printable(cell))))];
  const widths = header.map((_, column) => Math.max(...printed.map((row) => row[column]?.length ?? 0)));
  return printed.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
