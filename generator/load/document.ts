import { formatPath } from '../model/diagnostic.js';
import type { Diagnostic, DocumentPath } from '../model/diagnostic.js';

/** What a document was recognised as. */
export type DocumentKind = 'crd' | 'openapi-v2' | 'openapi-v3';

/** A place in a text; both numbers are 1-based, columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a document came from. */
export interface Origin {
  /**
   * The name for messages: the path of the file relative to the working directory with `/`, the URL without credentials
   * and query, `<stdin>`, `cluster https://…` or `kubernetes v1.36`.
   */
  readonly name: string;
  /** The name of the input that the user gave, such as a folder or a glob. Default: `name`. */
  readonly input?: string;
  /** The place of the document in its source, from 0: of a YAML stream, and of the items of `List` kinds in it. */
  readonly index: number;
  /** The path of the document inside its YAML document: empty, or `['items', 3]` for an item of a `List`. */
  readonly root: DocumentPath;
  /**
   * The place of a value of this document, or of its nearest ancestor that can be found; undefined where there is no text
   * to point into (the cluster, the bundled document). The text is read a second time for it: for messages only.
   */
  position(path: DocumentPath): Position | undefined;
}

/**
 * A document of the input, still as plain JSON. The value is untrusted but tame: only null, booleans, numbers, strings,
 * arrays and objects (`__proto__` is an ordinary own key), a tree no deeper than `maximumDepth`. Its parts may be shared
 * (YAML aliases): never write to them.
 */
export interface LoadedDocument {
  readonly kind: DocumentKind;
  readonly origin: Origin;
  readonly value: unknown;
}

/** How deep a document may nest; what real documents need is below 100. Recursive readers are safe with this. */
export const maximumDepth = 500;

/** A diagnostic about the value at `path` of a document, with its line and column. */
export function diagnosticAt(
  origin: Origin,
  severity: Diagnostic['severity'],
  path: DocumentPath,
  what: string,
  hint: string,
): Diagnostic {
  const position = origin.position(path);
  return { severity, origin: origin.name, ...position, where: formatPath([...origin.root, ...path]), what, hint };
}
