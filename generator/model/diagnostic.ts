/** One thing that is wrong with the input, said once and completely: where it is, what it is, and how to fix it. */
export interface Diagnostic {
  /** Errors make the run fail; warnings are part of its report. */
  readonly severity: 'error' | 'warning';
  /** The file, URL or other source, as the user named it. */
  readonly origin: string;
  /** 1-based, where it is known. */
  readonly line?: number;
  /** 1-based, where it is known; never without `line`. */
  readonly column?: number;
  /** The path into the document, `spec.versions[0].schema`, or a word for what has no path: `syntax`, `input`, `output`. */
  readonly where: string;
  /** The problem, without a full stop: `has no schema`. */
  readonly what: string;
  /** The way to fix the problem, without a full stop. */
  readonly hint: string;
}

/** A path into a JSON document: property names and array indices, outermost first. */
export type DocumentPath = readonly (string | number)[];

/**
 * Writes a path the way that Kubernetes' own messages do: `spec.versions[0].schema.properties["a.b"]`. Names that could
 * be mistaken for something else are quoted as JSON strings, so that untrusted ones stay on one line.
 */
export function formatPath(path: DocumentPath): string {
  let out = '';
  for (const step of path) {
    if (typeof step === 'number') out += `[${step}]`;
    else if (/^[\w$-]+$/.test(step)) out += out === '' ? step : `.${step}`;
    else out += `[${JSON.stringify(step)}]`;
  }
  return out;
}

/**
 * One line, `ORIGIN: WHERE: WHAT (HINT)`, where ORIGIN ends with `:line:column` as far as they are known and empty
 * parts are left out. Control characters of the input are escaped: nothing in a message can move a terminal's cursor.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  let origin = diagnostic.origin;
  if (diagnostic.line !== undefined) origin += `:${diagnostic.line}`;
  if (diagnostic.column !== undefined) origin += `:${diagnostic.column}`;
  const hint = diagnostic.hint === '' ? '' : ` (${diagnostic.hint})`;
  return printable([origin, diagnostic.where, diagnostic.what + hint].filter((part) => part !== '').join(': '));
}

/** The text with line breaks, escapes, direction marks and the like written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Compares by UTF-16 code units, so that the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Errors before warnings, then by origin, position and path: an order that does not depend on how the inputs were named. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.severity, b.severity) ||
    compareText(a.origin, b.origin) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.where, b.where) ||
    compareText(a.what, b.what)
  );
}
