import { formatPath } from '../model/diagnostic.js';
import type { Diagnostic, DocumentPath } from '../model/diagnostic.js';

/** The kind of a recognised document. */
export type DocumentKind = 'crd' | 'openapi-v2' | 'openapi-v3';

/** A position in a text. */
export interface Position {
  /** The line, 1-based. */
  readonly line: number;
  /** The column, 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** The origin of a document. */
export interface Origin {
  /**
   * The name for messages. Of a file, it is the path relative to the working directory, with `/`. Of a URL, it is the URL without
   * credentials and query. Others are `<stdin>`, `cluster https://…` and `kubernetes v1.36`.
   */
  readonly name: string;
  /** The name of the input that the user gave, such as a folder or a glob. Default: `name`. */
  readonly input?: string;
  /** The place of the document in its source, from 0: of a YAML stream, and of the items of `List` kinds in it. */
  readonly index: number;
  /** The path of the document inside its YAML document: empty, or `['items', 3]` for an item of a `List`. */
  readonly root: DocumentPath;
  /**
   * Returns the position of a value of this document, or of its nearest ancestor with a position. Returns undefined if there is
   * no text (the cluster, the bundled document). Only for messages, because it parses the text again.
   */
  position(path: DocumentPath): Position | undefined;
}

/**
 * A document of the input as plain JSON.
 *
 * The value is untrusted. It contains only null, booleans, numbers, strings, arrays and objects, where `__proto__` is an ordinary
 * own key. It is a tree no deeper than `maximumDepth`. Parts may be shared because of YAML aliases: never write to them.
 */
export interface LoadedDocument {
  /** The kind of the document. */
  readonly kind: DocumentKind;
  /** The origin for messages. */
  readonly origin: Origin;
  /** The JSON value. */
  readonly value: unknown;
}

/** The maximum nesting of a document. Real documents stay below 100, and recursive functions are safe with this depth. */
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
