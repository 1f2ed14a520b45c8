import type { Diagnostic, DocumentPath } from '../model/diagnostic.js';
import { ExactNumber, numberOf } from '../model/exact-number.js';
import type { DocumentKind, LoadedDocument, Origin, Position } from './document.js';
import { diagnosticAt } from './document.js';

/** A value of an input that is to become a document, if it is of a kind that is generated from. */
export interface Candidate {
  /** The name of the source for messages. */
  readonly name: string;
  /** The JSON value. */
  readonly value: unknown;
  /** Returns the position of a value in the text. */
  readonly position: (path: DocumentPath) => Position | undefined;
}

/** The documents in the values of an input. */
export interface Recognised {
  /** The recognised documents. */
  readonly documents: LoadedDocument[];
  /** The problems with the values. */
  readonly diagnostics: Diagnostic[];
  /** The number of documents of other kinds, by kind. `(no kind)` counts values that are not API objects. */
  readonly skipped: Map<string, number>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The maximum nesting of lists inside of lists. */
const maximumListDepth = 8;

/**
 * Finds the CRDs (`wanted` is `crd`) or OpenAPI documents (`openapi`), also inside of `List` kinds. Counts all other documents. A
 * CRD of v1beta1 is an error.
 */
export function recognise(candidates: Iterable<Candidate>, wanted: 'crd' | 'openapi'): Recognised {
  const out: Recognised = { documents: [], diagnostics: [], skipped: new Map() };
  const seen = new Map<string, number>();
  for (const candidate of candidates) visit(candidate, [], 0, wanted, seen, out);
  return out;
}

function visit(
  candidate: Candidate,
  root: DocumentPath,
  depth: number,
  wanted: 'crd' | 'openapi',
  seen: Map<string, number>,
  out: Recognised,
): void {
  const { value } = candidate;
  if (!isObject(value)) {
    skip(out, '(no kind)');
    return;
  }
  const kind = text(value, 'kind');
  const apiVersion = text(value, 'apiVersion');
  if (isList(value, kind, apiVersion) && depth < maximumListDepth) {
    const itemKind = kind === 'List' ? '' : kind.slice(0, -'List'.length);
    for (const [index, item] of value['items'].entries()) {
      // Items of typed lists come without their own apiVersion and kind.
      const typed: unknown = itemKind !== '' && isObject(item) ? { apiVersion, kind: itemKind, ...item } : item;
      const path = ['items', index];
      const inner: Candidate = {
        name: candidate.name,
        value: typed,
        position: (rest) => candidate.position([...path, ...rest]),
      };
      visit(inner, [...root, ...path], depth + 1, wanted, seen, out);
    }
    return;
  }
  const index = seen.get(candidate.name) ?? 0;
  seen.set(candidate.name, index + 1);
  const origin: Origin = { name: candidate.name, index, root, position: (path) => candidate.position(path) };
  const found = classify(value, kind, apiVersion);
  if (found === 'crd-v1beta1') {
    if (wanted === 'crd') out.diagnostics.push(oldCrd(origin));
    else skip(out, kind);
  } else if (found !== undefined && (found === 'crd') === (wanted === 'crd')) {
    out.documents.push({ kind: found, origin, value });
  } else {
    skip(out, found === undefined ? (kind === '' ? '(no kind)' : kind) : found === 'crd' ? kind : 'OpenAPI document');
  }
}

function classify(value: JsonObject, kind: string, apiVersion: string): DocumentKind | 'crd-v1beta1' | undefined {
  if (kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/')) {
    return apiVersion === 'apiextensions.k8s.io/v1beta1' ? 'crd-v1beta1' : 'crd';
  }
  if (/^2(?:\.|$)/.test(versionOf(value, 'swagger'))) return 'openapi-v2';
  if (/^3(?:\.|$)/.test(versionOf(value, 'openapi'))) return 'openapi-v3';
  return undefined;
}

/** Returns the version of a document, which is a number in YAML without quotes. */
function versionOf(value: JsonObject, key: string): string {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' || numberOf(found) !== undefined ? String(found) : '';
}

function oldCrd(origin: Origin): Diagnostic {
  return diagnosticAt(
    origin,
    'error',
    ['apiVersion'],
    'is a CustomResourceDefinition of apiextensions.k8s.io/v1beta1, which Kubernetes 1.22 removed',
    'convert it to apiextensions.k8s.io/v1: move spec.validation.openAPIV3Schema to spec.versions[*].schema.openAPIV3Schema, ' +
      'and subresources and additionalPrinterColumns (JSONPath becomes jsonPath) under each version; ' +
      'or apply it to a cluster of 1.16 to 1.21 and read it back with `kubectl get crd NAME -o yaml`',
  );
}

function isList(
  value: JsonObject,
  kind: string,
  apiVersion: string,
): value is JsonObject & { readonly items: readonly unknown[] } {
  if (!kind.endsWith('List') || !Array.isArray(value['items'])) return false;
  return (kind === 'List' && apiVersion === 'v1') || kind === 'CustomResourceDefinitionList';
}

function skip(out: Recognised, kind: string): void {
  out.skipped.set(kind, (out.skipped.get(kind) ?? 0) + 1);
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

function text(value: JsonObject, key: string): string {
  // Own properties only: an input may name anything, `constructor` too.
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}

/**
 * Returns a key that sorts documents by their contents, not by their place. It is the name of a CRD, or the version and first
 * path of an OpenAPI document.
 */
function contentKey(document: LoadedDocument): string {
  const { value } = document;
  if (!isObject(value)) return '';
  if (document.kind === 'crd') {
    const { metadata } = value;
    return isObject(metadata) ? text(metadata, 'name') : '';
  }
  const { info, paths } = value;
  let first = '';
  if (isObject(paths)) {
    for (const path of Object.keys(paths)) if (first === '' || path < first) first = path;
  }
  return `${first} ${isObject(info) ? text(info, 'version') : ''}`;
}

/** Orders documents by what they say first, and by their names and places only if they say the same. */
export function compareDocuments(a: LoadedDocument, b: LoadedDocument): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(contentKey(a), contentKey(b)) ||
    compareText(a.origin.name, b.origin.name) ||
    a.origin.index - b.origin.index
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
