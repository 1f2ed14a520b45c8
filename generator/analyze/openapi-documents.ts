import { diagnosticAt } from '../load/document.js';
import type { LoadedDocument } from '../load/document.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { at, compareText, isObject, member, stringMember } from './json.js';
import type { JsonObject } from './json.js';
import { knownType } from './known-types.js';

/** All OpenAPI documents of the input as one. */
export interface OpenApi {
  /** Schemas by name, from all documents; v3 before v2, which says less. */
  readonly definitions: ReadonlyMap<string, unknown>;
  /** The document that each schema was taken from. */
  readonly definedBy: ReadonlyMap<string, LoadedDocument>;
  readonly documents: readonly OpenApiDocument[];
}

export interface OpenApiDocument {
  readonly document: LoadedDocument;
  /** What the document calls itself. The same for v2 and v3 of one server. */
  readonly title: string;
  readonly paths: JsonObject;
}

/** Puts the documents together. A schema that two documents of one kind define differently is an error that names both. */
export function joinOpenApi(documents: readonly LoadedDocument[], diagnostics: Diagnostic[]): OpenApi {
  const sorted = documents.filter((document) => document.kind !== 'crd').sort(byVersionAndOrigin);
  const definitions = new Map<string, unknown>();
  const definedBy = new Map<string, LoadedDocument>();
  const joined: OpenApiDocument[] = [];
  for (const document of sorted) {
    const place = document.kind === 'openapi-v2' ? ['definitions'] : ['components', 'schemas'];
    const schemas = at(document.value, ...place);
    for (const [name, schema] of isObject(schemas) ? Object.entries(schemas) : []) {
      const earlier = definedBy.get(name);
      if (earlier === undefined) {
        definedBy.set(name, document);
        definitions.set(name, schema);
      } else if (earlier.kind === document.kind && knownType(name) === undefined && !sameSchema(definitions.get(name), schema)) {
        const what = `is defined differently in ${earlier.origin.name}`;
        diagnostics.push(
          diagnosticAt(document.origin, 'error', [...place, name], what, 'give documents of one cluster at one time'),
        );
      }
    }
    const paths = at(document.value, 'paths');
    if (!isObject(paths)) {
      const hint = 'use a document that an API server publishes, such as its /openapi/v2 or /openapi/v3/apis/GROUP/VERSION';
      diagnostics.push(diagnosticAt(document.origin, 'error', ['paths'], 'the document has no paths', hint));
    }
    joined.push({ document, title: titleOf(document.value), paths: isObject(paths) ? paths : {} });
  }
  return { definitions, definedBy, documents: joined };
}

/** An API server calls its documents differently by what they hold (`Kubernetes CRD Swagger`), v3 otherwise than v2. */
function titleOf(document: unknown): string {
  const title = stringMember(at(document, 'info'), 'title')?.trim() ?? '';
  if (title === '') return 'OpenAPI';
  return `${title.startsWith('Kubernetes') ? 'Kubernetes' : title} OpenAPI`;
}

function byVersionAndOrigin(a: LoadedDocument, b: LoadedDocument): number {
  return compareText(b.kind, a.kind) || compareText(a.origin.name, b.origin.name) || a.origin.index - b.origin.index;
}

/** Keywords that the documents of one server are known to differ in. */
const variable: ReadonlySet<string> = new Set(['default', 'x-kubernetes-group-version-kind', 'description']);

/** Whether two schemas say the same, whatever the order of their keywords. */
function sameSchema(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameSchema(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const left = Object.keys(a).filter((key) => !variable.has(key));
  const right = Object.keys(b).filter((key) => !variable.has(key));
  return left.length === right.length && left.every((key) => Object.hasOwn(b, key) && sameSchema(member(a, key), member(b, key)));
}
