import type { DocumentPath } from '../../model/diagnostic.js';
import { ExactNumber } from '../../model/exact-number.js';
import type { Position } from '../document.js';
import { maximumDepth } from '../document.js';
import { parseJsonText } from '../json-text.js';
import { construct } from './construct.js';
import { positionAt, TextError } from './error.js';
import { parseYamlEvents } from './indentation.js';
import { locate } from './locate.js';

/** A document of a text as plain JSON, with the positions of its parts. */
export interface ParsedDocument {
  /** The JSON value. */
  readonly value: unknown;
  /** Returns the position of a value in the text. */
  readonly position: (path: DocumentPath) => Position | undefined;
}

/** An error at a place of the text, or a repair of it. */
export interface TextProblem extends Position {
  /** The problem, without a full stop. */
  readonly reason: string;
  /** The way to fix it, without a full stop. */
  readonly hint: string;
}

/** The documents of a text. An error in one document of a YAML stream does not affect the others. */
export interface ParsedText {
  /** The valid documents. */
  readonly documents: readonly ParsedDocument[];
  /** The errors. */
  readonly errors: readonly TextProblem[];
  /** The repairs. */
  readonly warnings: readonly TextProblem[];
}

/**
 * Reads JSON (also several values one after the other) or a YAML stream as kubectl does. Documents that are empty are
 * left out. Never throws for what the text holds.
 */
export function parseText(text: string): ParsedText {
  const start = text.search(/[^\s\uFEFF]/);
  if (start < 0) return { documents: [], errors: [], warnings: [] };
  const first = text[start];
  if (first === '{' || first === '[') {
    const json = parseJson(text);
    if (json !== undefined) return json;
  }
  return parseYaml(text);
}

/** Returns the values of a JSON text, or undefined if the text is not JSON. It may still be YAML. */
function parseJson(text: string): ParsedText | undefined {
  const documents: ParsedDocument[] = [];
  const errors: TextProblem[] = [];
  let offset = 0;
  let rest = text.startsWith('\uFEFF') ? text.slice(1) : text;
  while (/\S/.test(rest)) {
    let value: unknown;
    let end = rest.length;
    try {
      value = parseJsonText(rest);
    } catch (error) {
      const position = /after JSON at position (\d+)/.exec(String(error))?.[1];
      if (position === undefined || documents.length > 10_000) return undefined;
      end = Number(position);
      try {
        value = parseJsonText(rest.slice(0, end));
      } catch {
        // Not JSON after all: the YAML parser says what is wrong.
        return undefined;
      }
    }
    const piece = rest.slice(0, end);
    const tame = check(value, maximumDepth);
    // Numbers that no float holds (1e400) are text to kubectl's parser.
    if (tame === 'infinite') return undefined;
    if (tame === 'deep') {
      const place = positionAt(text, offset);
      errors.push({ ...place, reason: `nested deeper than ${maximumDepth} levels`, hint: 'no API type is that deep' });
    } else if (value !== null) {
      const start = offset;
      documents.push({ value, position: (path) => shift(locate(piece, 0, path), positionAt(text, start).line - 1) });
    }
    offset += end;
    rest = rest.slice(end);
  }
  return { documents, errors, warnings: [] };
}

function check(value: unknown, levels: number): 'tame' | 'deep' | 'infinite' {
  if (typeof value === 'number') return Number.isFinite(value) ? 'tame' : 'infinite';
  if (value === null || typeof value !== 'object' || value instanceof ExactNumber) return 'tame';
  if (levels === 0) return 'deep';
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)) {
    if (typeof item === 'string') continue;
    const found = check(item, levels - 1);
    if (found !== 'tame') return found;
  }
  return 'tame';
}

function parseYaml(text: string): ParsedText {
  try {
    return parseStream(text, 0);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const chunks = splitStream(text);
    if (chunks.length < 2) return { documents: [], errors: [problem(text, 0, error)], warnings: [] };
    const documents: ParsedDocument[] = [];
    const errors: TextProblem[] = [];
    const warnings: TextProblem[] = [];
    for (const { chunk, line } of chunks) {
      try {
        const parsed = parseStream(chunk, line);
        documents.push(...parsed.documents);
        warnings.push(...parsed.warnings);
      } catch (chunkError) {
        if (!(chunkError instanceof TextError)) throw chunkError;
        errors.push(problem(chunk, line, chunkError));
      }
    }
    // Each document is valid, but the stream is not: a directive lacks its document.
    if (errors.length === 0) errors.push(problem(text, 0, error));
    return { documents, errors, warnings };
  }
}

function parseStream(text: string, lineOffset: number): ParsedText {
  const parsed = parseYamlEvents(text);
  const documents: ParsedDocument[] = [];
  for (const [index, value] of construct(parsed.text, parsed.events).entries()) {
    if (value === null) continue;
    documents.push({ value, position: (path) => shift(locate(parsed.text, index, path), lineOffset) });
  }
  if (parsed.repairedAt === undefined) return { documents, errors: [], warnings: [] };
  const { line } = positionAt(parsed.text, parsed.repairedAt);
  const warning: TextProblem = {
    line: line + lineOffset,
    column: 1,
    reason: 'a value goes on in a line that is indented less than its key; read as kubectl reads it',
    hint: 'indent the continuation lines deeper than the key',
  };
  return { documents, errors: [], warnings: [warning] };
}

function problem(text: string, lineOffset: number, error: TextError): TextProblem {
  const { line, column } = positionAt(text, error.offset);
  const lines = text.slice(text.lastIndexOf('\n', error.offset - 1) + 1, error.offset + 200).split('\n', 1);
  const template = /\{\{/.test(lines[0] ?? '') || /^\s*\{\{/m.test(text.slice(0, 2000));
  const hint = template ? 'this looks like a template: render it first, for example with `helm template`' : error.hint;
  return { line: line + lineOffset, column, reason: error.message, hint };
}

function shift(position: Position | undefined, lines: number): Position | undefined {
  return position === undefined ? undefined : { line: position.line + lines, column: position.column };
}

/** Returns the documents of a stream, which kubectl splits at lines that begin with `---`. */
function splitStream(text: string): { chunk: string; line: number }[] {
  const chunks: { chunk: string; line: number }[] = [];
  let start = 0;
  let line = 0;
  for (const match of text.matchAll(/^---(?=\s|$)/gm)) {
    if (match.index > start) {
      const chunk = text.slice(start, match.index);
      if (/^[^#\s]/m.test(chunk.replace(/^---.*$/m, ''))) chunks.push({ chunk, line });
      line += chunk.split('\n').length - 1;
    }
    start = match.index;
  }
  chunks.push({ chunk: text.slice(start), line });
  return chunks;
}
