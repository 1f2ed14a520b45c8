import { EVENT_ID, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Event } from 'js-yaml';
import { maximumDepth } from '../document.js';
import { TextError } from './error.js';

/** A text as js-yaml takes it, and its events. */
export interface Parsed {
  /** The text, with repaired lines. */
  readonly text: string;
  /** The events of js-yaml. */
  readonly events: readonly Event[];
  /** Offset in `text` of the first line that had to be indented further; undefined where none had to. */
  readonly repairedAt?: number;
}

const deficient = 'deficient indentation';

/** The number of characters that repairs may read again, so that hostile texts do not take minutes. */
const repairBudget = 200_000_000;

/** js-yaml's events for a text, whose under-indented continuation lines are repaired. Throws a TextError. */
export function parseYamlEvents(text: string): Parsed {
  try {
    return { text, events: parse(text) };
  } catch (error) {
    if (!(error instanceof TextError) || error.message !== deficient) throw error;
    return repair(text, error);
  }
}

function parse(text: string): Event[] {
  try {
    return parseEvents(text, { maxDepth: maximumDepth + 2 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const tooDeep = error.reason.startsWith('nesting exceeded');
    throw new TextError(
      tooDeep ? `nested deeper than ${maximumDepth} levels` : error.reason,
      error.mark?.position ?? 0,
      tooDeep ? 'no API type is that deep: the document is broken or hostile' : undefined,
    );
  }
}

/**
 * Repairs the indentation of continuation lines, and returns the events. In quoted scalars and flow collections, libyaml and
 * kubectl accept any indentation. js-yaml requires more indentation than the parent has. White space at the start of such a
 * line has no meaning, so it can be added.
 *
 * First indents all lines that look like continuations of quoted scalars. Then checks this guess against the events: all additions
 * must be inside quoted scalars. If the guess fails, repairs one line at a time.
 */
function repair(original: string, first: TextError): Parsed {
  const guess = indentQuoted(original);
  if (guess.added.length > 0) {
    try {
      const events = parse(guess.text);
      if (allInsideQuotes(events, guess.added)) {
        return { text: guess.text, events, repairedAt: lineStart(guess.text, guess.added[0] ?? 0) };
      }
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      // The guess made it worse, or another fault is left: line by line tells which.
    }
  }
  let text = original;
  let error = first;
  let budget = repairBudget;
  const repairedAt = lineStart(original, first.offset);
  for (;;) {
    budget -= error.offset;
    if (budget < 0) throw error;
    const at = lineStart(text, error.offset);
    const before = text.slice(at, error.offset);
    // A tab is white space to libyaml between tokens, too. With one before it, this line need not be a continuation.
    const spaced =
      before.length > 1000 ? before : before.replace(/(?<=^[^'"]*[:,[{-])\t+|\t+$/g, (tabs) => ' '.repeat(tabs.length));
    const hadTabs = spaced !== before;
    if (!hadTabs && before.includes('\t')) throw error;
    const repaired = `${text.slice(0, at)}${hadTabs ? spaced : ' '.repeat(40) + before}${text.slice(error.offset)}`;
    try {
      return { text: repaired, events: parse(repaired), repairedAt };
    } catch (next) {
      if (!(next instanceof TextError) || next.message !== deficient) throw next;
      if (next.offset < error.offset || (next.offset === error.offset && !hadTabs)) throw next;
      text = repaired;
      error = next;
    }
  }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', Math.max(offset - 1, 0)) + 1;
}

/** The start of a line whose value is a quoted scalar: its indentation, dashes and key, then the quote. */
const opening = /^([ ]*(?:-[ ]+)*)(?:[^\s'"#&*!|>%@`[\]{},-][^'"]*?:[ ]+)?(['"])/;

/** Indents the continuation lines of what look like quoted scalars as deep as the scalar's own line, where they are not. */
function indentQuoted(text: string): { text: string; added: number[] } {
  const out: string[] = [];
  const added: number[] = [];
  let length = 0;
  let quote = '';
  let indentation = 0;
  for (const line of text.split('\n')) {
    let from = 0;
    let written = line;
    if (quote === '') {
      const match = opening.exec(line);
      if (match !== null) {
        quote = match[2] ?? '';
        indentation = (match[1] ?? '').length + 1;
        from = match[0].length;
      }
    } else {
      const own = line.length - line.trimStart().length;
      if (own < indentation && line.trim() !== '') {
        written = ' '.repeat(indentation - own) + line;
        added.push(length);
        from = indentation - own;
      }
    }
    if (quote !== '' && closes(written, from, quote)) quote = '';
    out.push(written);
    length += written.length + 1;
  }
  return { text: out.join('\n'), added };
}

/** Whether the quoted scalar that is open at `from` ends on this line. */
function closes(line: string, from: number, quote: string): boolean {
  for (let at = from; at < line.length; at++) {
    const character = line[at];
    if (character === '\\' && quote === '"') at++;
    else if (character === quote) {
      if (quote === "'" && line[at + 1] === "'") at++;
      else return true;
    }
  }
  return false;
}

/** Whether each of the offsets (ascending) lies inside a quoted scalar. */
function allInsideQuotes(events: readonly Event[], offsets: readonly number[]): boolean {
  let next = 0;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR) continue;
    if (event.style !== SCALAR_STYLE.SINGLE_QUOTED && event.style !== SCALAR_STYLE.DOUBLE_QUOTED) continue;
    for (let offset = offsets[next]; offset !== undefined && offset <= event.valueEnd; offset = offsets[++next]) {
      if (offset < event.valueStart) return false;
    }
  }
  return next === offsets.length;
}
