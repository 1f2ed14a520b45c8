import type { LoadedDocument } from '../load/document.js';
import { compareDocuments } from '../load/recognise.js';
import { compareDiagnostics } from '../model/diagnostic.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { ApiModel } from '../model/index.js';
import { groupVersionAccessor, nameGroups } from '../naming/group-accessor.js';
import { breakAliasCycles } from './alias-cycles.js';
import { customResources } from './crd.js';
import { addCustomResources } from './custom-resources.js';
import { newFilter } from './filter.js';
import type { Filter } from './filter.js';
import { finish, GroupVersions } from './group-versions.js';
import type { PendingGroupVersion } from './group-versions.js';
import { reportInputs } from './inputs.js';
import { joinOpenApi } from './openapi-documents.js';
import { addOpenApi } from './openapi.js';

/** The selection of the API, and the names given by hand. */
export interface AnalyzeOptions {
  /** Patterns of what to generate: `group`, `group/version`, `group/version/Kind`, with `*`; none means all. */
  readonly include: readonly string[];
  /** Patterns of what to leave out. */
  readonly exclude: readonly string[];
  /** Group versions of the input, such as `apps/v1` and `core/v1`, that were not read because the patterns do not select them. */
  readonly unread?: readonly string[];
  /** The names of groups that were given by hand, by group. */
  readonly groupNames: Readonly<Record<string, string>>;
}

/** The model, and the problems with the input. */
export interface Analysis {
  /** What is good of the input; all of it where no diagnostic is an error. */
  readonly model: ApiModel;
  /** What the filters left out, as `group/version/Kind`, sorted. */
  readonly excluded: readonly string[];
  /** Sorted: errors first. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns the API that documents describe. Pure: gives the same model for the same documents in any order, and keeps nothing of the
 * documents but strings. Faults of the input are diagnostics, never exceptions.
 */
export function analyze(documents: readonly LoadedDocument[], options: AnalyzeOptions): Analysis {
  const steps = analyzeSteps(documents, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the same in steps, between which a caller may give up. */
export function* analyzeSteps(documents: readonly LoadedDocument[], options: AnalyzeOptions): Generator<void, Analysis> {
  const diagnostics: Diagnostic[] = [];
  const filter = newFilter(options.include, options.exclude);
  for (const groupVersion of options.unread ?? []) {
    const [group = '', version = ''] = groupVersion.split('/');
    filter.skips(group, version);
  }
  const groupVersions = new GroupVersions();
  const sorted = [...documents].sort(compareDocuments);

  yield;
  const custom = customResources(sorted, filter, diagnostics);
  const kinds = yield* addCustomResources(custom, groupVersions, diagnostics);
  const plurals = new Map(custom.map((resource) => [`${resource.group}/${resource.plural}`, resource.kind]));
  const definitions = yield* addOpenApi(joinOpenApi(sorted, diagnostics), { filter, groupVersions, kinds, plurals, diagnostics });

  const filled = groupVersions.filled();
  for (const type of breakAliasCycles(filled.map(({ table }) => table))) definitions.reportLoop(type);
  const names = accessorsOf(filled, options.groupNames, diagnostics);
  reportUnusedPatterns(filter, diagnostics);
  const selected = filled.flatMap(({ table: { group, version }, resources }) =>
    resources.length === 0 ? [`${group}/${version}`] : resources.map(({ plural }) => `${group}/${version}/${plural}`),
  );
  reportInputs(sorted, new Set(selected), options.include.length + options.exclude.length > 0, diagnostics);
  const model: ApiModel = {
    groupVersions: filled.map((each) =>
      finish(each, groupVersionAccessor(names.get(each.table.group) ?? '', each.table.version)),
    ),
  };
  return { model, excluded: filter.excluded(), diagnostics: diagnostics.sort(compareDiagnostics) };
}

function accessorsOf(
  filled: readonly PendingGroupVersion[],
  groupNames: Readonly<Record<string, string>>,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, string> {
  const byHand = new Map(Object.entries(groupNames).map(([group, name]) => [group === 'core' ? '' : group, name]));
  const { names, shared, unusable } = nameGroups(
    filled.map(({ table }) => table.group),
    byHand,
  );
  for (const group of byHand.keys()) {
    if (filled.some(({ table }) => table.group === group)) continue;
    const hint = `there is: ${[...new Set(filled.map(({ table }) => table.group || 'core'))].sort().join(', ')}`;
    const where = group === '' ? 'core' : group;
    diagnostics.push({ severity: 'error', origin: '--group-name', where, what: 'is no group of the input', hint });
  }
  for (const { label, groups } of shared) {
    const called = groups.map((group) => `${group} is ${names.get(group) ?? ''}`).join(', ');
    diagnostics.push({
      severity: 'warning',
      origin: 'clientset',
      where: label,
      what: `${groups.length} groups begin with ${label}, so all go by their whole names: ${called}`,
      hint: `choose shorter ones with --group-name GROUP=NAME`,
    });
  }
  for (const [group, name] of unusable) {
    diagnostics.push({
      severity: 'error',
      origin: '--group-name',
      where: group === '' ? 'core' : group,
      what: `${JSON.stringify(name)} cannot be its name`,
      hint: 'use letters and digits that begin with a small letter, and a name that no other group has',
    });
  }
  return names;
}

function reportUnusedPatterns(filter: Filter, diagnostics: Diagnostic[]): void {
  const { include, exclude } = filter.unused();
  for (const [option, patterns] of [
    ['--include', include],
    ['--exclude', exclude],
  ] as const) {
    for (const pattern of patterns) {
      const hint = `there is: ${filter.available(pattern) || 'nothing'}`;
      diagnostics.push({ severity: 'error', origin: option, where: pattern, what: 'matches nothing in any input', hint });
    }
  }
}
