import type { DocumentPath } from '../../model/diagnostic.js';
import { ExactNumber } from '../../model/exact-number.js';
import type { Position } from '../document.js';
import { maximumDepth } from '../document.js';
import { parseJsonText } from '../json-text.js';
import { construct } from './construct.js';
import { positionAt, TextError } from './error.js';
import { parseYamlEvents } from './indentation.js';
import { locate } from './locate.js';

/** One document of a text: plain JSON, and where its parts stand. */
export interface ParsedDocument {
  readonly value: unknown;
  readonly position: (path: DocumentPath) => Position | undefined;
}

/** What went wrong at a place of the text, or what was put right. */
export interface TextProblem extends Position {
  readonly reason: string;
  readonly hint: string;
}

/** What a text holds. With an error in one document of a YAML stream, the others are still there. */
export interface ParsedText {
  readonly documents: readonly ParsedDocument[];
  readonly errors: readonly TextProblem[];
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

/** The values of a text of JSON; undefined where it is none (it may still be YAML). */
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
    // Only the whole is wrong (a directive without its document): say so.
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

/** The documents of a stream as kubectl cuts it: at lines that begin with `---`. */
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
