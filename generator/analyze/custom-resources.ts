import { diagnosticAt } from '../load/document.js';
import type { Origin } from '../load/document.js';
import type { Diagnostic, DocumentPath } from '../model/diagnostic.js';
import type { KindRole, Subresource, TypeName, Verb } from '../model/index.js';
import { companionsOf, isUpperCamelCase, kindTypeName } from '../naming/type-name.js';
import { quote } from './crd-names.js';
import type { ServedVersion } from './crd-versions.js';
import type { CustomResource } from './crd.js';
import type { GroupVersions } from './group-versions.js';
import { at, compareText, isObject, member, stringMember } from './json.js';
import { defineCustomKind, defineList, nameIn } from './kind-types.js';
import { claimRoot, newTypeScope } from './type-scope.js';
import type { ScopeProblem, TypeScope } from './type-scope.js';

/** What the API server does with every custom resource. */
const verbs: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** One version of a custom resource whose types have their names. */
interface NamedVersion {
  readonly resource: CustomResource;
  readonly version: ServedVersion;
  readonly object: TypeName;
  readonly list: TypeName;
}

/**
 * Adds the types and resources of CRDs. All kinds take their names before any part of one does. Returns the types by
 * `group/version/kind`, those of lists included.
 */
export function* addCustomResources(
  resources: readonly CustomResource[],
  groupVersions: GroupVersions,
  diagnostics: Diagnostic[],
): Generator<void, Map<string, TypeName>> {
  const byKind = new Map<string, TypeName>();
  const named: NamedVersion[] = [];
  for (const resource of resources) {
    if (resource.versions.length > 0) reportOddKinds(resource, diagnostics);
    for (const version of resource.versions) {
      const { table } = groupVersions.get(resource.group, version.name);
      const object = nameIn(table, claimRoot(table, kindTypeName(resource.kind)));
      byKind.set(`${resource.group}/${version.name}/${resource.kind}`, object);
      named.push({ resource, version, object, list: object });
    }
  }
  for (const { resource, version, object } of named) {
    const { table } = groupVersions.get(resource.group, version.name);
    for (const companion of companionsOf(object.name)) {
      if (companion !== kindTypeName(resource.listKind) && !table.owners.has(companion)) table.owners.set(companion, object.name);
    }
  }
  const listed = named.map((each): NamedVersion => {
    const { resource, version } = each;
    const { table } = groupVersions.get(resource.group, version.name);
    const list = nameIn(table, claimRoot(table, kindTypeName(resource.listKind)));
    byKind.set(`${resource.group}/${version.name}/${resource.listKind}`, list);
    return { ...each, list };
  });
  // A part of the kind with the longer name is the likelier to be looked for under the name that both would have.
  listed.sort((a, b) => b.object.name.length - a.object.name.length || compareText(a.object.name, b.object.name));
  for (const each of listed) {
    addVersion(each, groupVersions, diagnostics);
    yield;
  }
  return byKind;
}

/** Warns of kinds that are not in upper camel case, each of which has a type of another name. */
function reportOddKinds({ document, kind, listKind }: CustomResource, diagnostics: Diagnostic[]): void {
  const report = (field: string, odd: string): void => {
    const { what, hint } = oddKind(odd);
    diagnostics.push(diagnosticAt(document.origin, 'warning', ['spec', 'names', field], what, hint));
  };
  if (!isUpperCamelCase(kind)) report('kind', kind);
  if (!isUpperCamelCase(listKind) && listKind !== `${kind}List`) report('listKind', listKind);
}

/** Returns the words of a warning about a kind that is not in upper camel case. */
export function oddKind(kind: string): { what: string; hint: string } {
  const name = kindTypeName(kind);
  return { what: `${quote(kind)} is not in upper camel case, so its type is called ${name}`, hint: `use ${name}` };
}

function addVersion(
  { resource, version, object, list }: NamedVersion,
  groupVersions: GroupVersions,
  diagnostics: Diagnostic[],
): void {
  const { group, kind, listKind, plural, singular, namespaced, shortNames, categories } = resource;
  const pending = groupVersions.get(group, version.name);
  // By its name and not by the file, so that the output is the same however the input is named.
  pending.sources.add(`${plural}.${group}`);
  const deprecated = deprecationOf(version, resource);
  const subresources = subresourcesOf(version.value);
  const hasStatus = subresources.some((subresource) => subresource.name === 'status');
  const role: KindRole = { is: 'stored', apiKind: kind, namespaced, hasStatus };
  const path = ['spec', 'versions', version.index, 'schema', 'openAPIV3Schema'];
  const scope = newTypeScope(pending.table, object.name, () => ({ kind: 'unknown' }));
  defineCustomKind(pending.table, object.name, version.schema, role, scope, deprecated);
  defineList(pending.table, list.name, listKind, object, deprecated);
  reportProblems(scope, resource.document.origin, path, diagnostics);
  pending.resources.push({
    kind,
    listKind,
    plural,
    singular,
    namespaced,
    verbs,
    shortNames,
    categories,
    object,
    list,
    ...(deprecated !== undefined && { deprecated }),
    subresources,
  });
}

/** The warning of a deprecated version, or what the API server says in its place. */
function deprecationOf(version: ServedVersion, resource: CustomResource): string | undefined {
  if (member(version.value, 'deprecated') !== true) return undefined;
  const warning = stringMember(version.value, 'deprecationWarning')?.trim() ?? '';
  return warning === '' ? `${resource.group}/${version.name} ${resource.kind} is deprecated` : warning;
}

function subresourcesOf(version: unknown): Subresource[] {
  const found: Subresource[] = [];
  const self = { is: 'self' } as const;
  const scale = { is: 'scale' } as const;
  for (const [name, body] of [
    ['scale', scale],
    ['status', self],
  ] as const) {
    if (!isObject(at(version, 'subresources', name))) continue;
    const operations: Subresource['operations'] = [
      { verb: 'get', returns: body, parameters: [] },
      { verb: 'patch', sends: body, returns: body, parameters: [] },
      { verb: 'update', sends: body, returns: body, parameters: [] },
    ];
    found.push({ name, operations });
  }
  return found;
}

/** Turns what went wrong with the types of a kind into diagnostics about its schema. */
export function reportProblems(scope: TypeScope, origin: Origin, path: DocumentPath, diagnostics: Diagnostic[]): void {
  for (const problem of scope.problems) {
    const { severity, what, hint } = wordsFor(problem, scope.root);
    diagnostics.push(diagnosticAt(origin, severity, path, what, hint));
  }
}

function wordsFor(problem: ScopeProblem, root: string): Pick<Diagnostic, 'severity' | 'what' | 'hint'> {
  switch (problem.is) {
    case 'too deep':
      return {
        severity: 'error',
        what: 'is nested too deeply',
        hint: 'let a part of it be any object, with x-kubernetes-preserve-unknown-fields',
      };
    case 'too large':
      return {
        severity: 'error',
        what: 'is too large',
        hint: 'let a part of it be any object, with x-kubernetes-preserve-unknown-fields',
      };
    case 'name taken':
      return {
        severity: 'warning',
        what: `a part of ${root} is called ${problem.instead}, because ${problem.name} belongs to ${problem.owner}`,
        hint: `use ${problem.instead}`,
      };
  }
}
