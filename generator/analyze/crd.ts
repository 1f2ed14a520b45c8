import { diagnosticAt } from '../load/document.js';
import type { LoadedDocument } from '../load/document.js';
import type { Diagnostic, DocumentPath } from '../model/diagnostic.js';
import { serverFaults } from './crd-faults.js';
import { checkNames, quote } from './crd-names.js';
import { checkVersions, servedVersions } from './crd-versions.js';
import type { ServedVersion } from './crd-versions.js';
import type { Filter } from './filter.js';
import { at, isEqualJson, isObject, member, stringMember, stringsMember } from './json.js';

/** A CRD that is good, with the versions that are asked for. */
export interface CustomResource {
  readonly document: LoadedDocument;
  /** All documents that hold it, this one included. */
  readonly documents: readonly LoadedDocument[];
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly versions: readonly ServedVersion[];
}

/** The CRDs among documents: those that are asked for and good, each once, in an order that is not the documents'. */
export function customResources(
  documents: readonly LoadedDocument[],
  filter: Filter,
  diagnostics: Diagnostic[],
): CustomResource[] {
  const byName = new Map<string, CustomResource>();
  const byKind = new Map<string, CustomResource>();
  for (const document of documents) {
    if (document.kind !== 'crd' || isFilteredOut(document.value, filter)) continue;
    const refusals = refusalsOf(document.value);
    if (refusals.length > 0) {
      for (const { path, what, hint } of refusals) diagnostics.push(diagnosticAt(document.origin, 'error', path, what, hint));
      continue;
    }
    const resource = readCrd(document, filter);
    const name = `${resource.plural}.${resource.group}`;
    const earlier = byName.get(name);
    if (earlier !== undefined) {
      const merged = mergeTwins(earlier, resource, diagnostics);
      byName.set(name, merged);
      byKind.set(kindKey(merged), merged);
      continue;
    }
    const namesake = byKind.get(kindKey(resource));
    if (namesake !== undefined) {
      const what = `${quote(resource.kind)} is also the kind of ${namesake.plural}.${resource.group} in ${namesake.document.origin.name}`;
      diagnostics.push(
        diagnosticAt(document.origin, 'error', ['spec', 'names', 'kind'], what, 'a group can have a kind only once'),
      );
      continue;
    }
    warnOf(resource, diagnostics);
    byName.set(name, resource);
    byKind.set(kindKey(resource), resource);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
}

function kindKey(resource: CustomResource): string {
  return `${resource.group}/${resource.kind}`;
}

/** Whether all that a CRD defines was excluded, so that it does not matter whether it is good. */
function isFilteredOut(crd: unknown, filter: Filter): boolean {
  const group = stringMember(at(crd, 'spec'), 'group');
  const kind = stringMember(at(crd, 'spec', 'names'), 'kind');
  const versions = servedVersions(crd);
  if (group === undefined || kind === undefined || versions.length === 0) return false;
  return versions.every((version) => filter.excludes(group, version.name, kind));
}

function refusalsOf(crd: unknown): { path: DocumentPath; what: string; hint: string }[] {
  if (!isObject(crd)) return [{ path: [], what: 'is no object', hint: 'give a CustomResourceDefinition' }];
  const apiVersion = member(crd, 'apiVersion');
  if (apiVersion === 'apiextensions.k8s.io/v1beta1') {
    const hint =
      'convert it to apiextensions.k8s.io/v1: move spec.validation, subresources and additionalPrinterColumns into each of spec.versions, ' +
      'and name a schema for each; a cluster does it too: kubectl get crd NAME -o yaml';
    return [{ path: ['apiVersion'], what: 'is apiextensions.k8s.io/v1beta1, which Kubernetes 1.22 removed', hint }];
  }
  if (apiVersion !== 'apiextensions.k8s.io/v1') {
    return [{ path: ['apiVersion'], what: `is ${quote(apiVersion)}`, hint: 'use apiextensions.k8s.io/v1' }];
  }
  const refusals = [...checkNames(crd), ...checkVersions(crd)];
  if (at(crd, 'spec', 'preserveUnknownFields') === true) {
    const hint = 'remove it, and set x-kubernetes-preserve-unknown-fields: true in the schema where unknown fields are kept';
    refusals.push({ path: ['spec', 'preserveUnknownFields'], what: 'is true, which v1 does not allow', hint });
  }
  return refusals;
}

function readCrd(document: LoadedDocument, filter: Filter): CustomResource {
  const spec = at(document.value, 'spec');
  const names = member(spec, 'names');
  const group = stringMember(spec, 'group') ?? '';
  const kind = stringMember(names, 'kind') ?? '';
  return {
    document,
    documents: [document],
    group,
    kind,
    listKind: stringMember(names, 'listKind') || `${kind}List`,
    plural: stringMember(names, 'plural') ?? '',
    singular: stringMember(names, 'singular') || kind.toLowerCase(),
    shortNames: stringsMember(names, 'shortNames'),
    categories: stringsMember(names, 'categories'),
    namespaced: member(spec, 'scope') === 'Namespaced',
    versions: servedVersions(document.value).filter((version) => !filter.excludes(group, version.name, kind)),
  };
}

/** The same CRD a second time: nothing new if it says the same, and an error that names both files if not. */
function mergeTwins(first: CustomResource, second: CustomResource, diagnostics: Diagnostic[]): CustomResource {
  if (!isEqualJson(at(first.document.value, 'spec'), at(second.document.value, 'spec'))) {
    const [a, b] = [first.document.origin, second.document.origin].sort(byOrigin);
    if (a !== undefined && b !== undefined) {
      const what = `${first.plural}.${first.group} is defined differently in ${a.name}`;
      diagnostics.push(diagnosticAt(b, 'error', ['metadata', 'name'], what, 'give one of the two only'));
    }
    return first;
  }
  return { ...first, documents: [...first.documents, second.document] };
}

function byOrigin(a: LoadedDocument['origin'], b: LoadedDocument['origin']): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index;
}

function warnOf(resource: CustomResource, diagnostics: Diagnostic[]): void {
  const { document, group } = resource;
  if (servedVersions(document.value).length === 0) {
    const what = 'holds no served version, so nothing is generated';
    diagnostics.push(diagnosticAt(document.origin, 'warning', ['spec', 'versions'], what, 'set served: true'));
  }
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(group);
  const annotations = at(document.value, 'metadata', 'annotations');
  if (isProtected && !stringMember(annotations, 'api-approved.kubernetes.io')) {
    const hint = 'groups of k8s.io need the annotation api-approved.kubernetes.io';
    diagnostics.push(diagnosticAt(document.origin, 'warning', ['metadata', 'annotations'], 'has no API approval', hint));
  }
  for (const { path, what, hint = 'an API server refuses the definition' } of serverFaults(document.value)) {
    diagnostics.push(diagnosticAt(document.origin, 'warning', path, what, hint));
  }
}
