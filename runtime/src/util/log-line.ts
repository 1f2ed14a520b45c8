import { inspect } from 'node:util';
import { isProgramFault } from './errors.js';
import { escapeUnprintable, goQuote } from './go-format.js';
import { isCredential, redactedText, withoutCredentials } from './redaction.js';

/** The values to print after a message. */
export type LogFields = Readonly<Record<string, unknown>>;

const longestMessage = 2_000;
const longestValue = 1_000;

/**
 * Returns a message and its fields as one line of readable text: `Reconciler error controller=pods error="TypeError: …"`.
 *
 * - Escapes line breaks and other unprintable characters, and cuts long values.
 * - Prints the name, the message and the causes of an error. An error of the program, such as a `TypeError`, also has its place
 *   in the
 * source.
 * - Redacts fields that are named like a credential, and credentials in their usual forms within a text.
 */
export function logLine(message: string, fields: LogFields): string {
  const parts = [escapeUnprintable(cut(withoutCredentials(message), longestMessage))];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) parts.push(`${escapeUnprintable(name)}=${isCredential(name) ? redactedText : printed(value)}`);
  }
  return parts.join(' ');
}

function printed(value: unknown): string {
  const text = cut(withoutCredentials(textOf(value)), longestValue);
  return /^[\p{L}\p{N}_.:/@+-]+$/u.test(text) ? text : goQuote(text);
}

function textOf(value: unknown): string {
  try {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return errorText(value, new Set());
    return inspect(value, { depth: 2, breakLength: Infinity, compact: true });
  } catch {
    // A getter or `toString` of the value has thrown.
    return '[unprintable]';
  }
}

function errorText(error: Error, seen: Set<unknown>): string {
  seen.add(error);
  const place = isProgramFault(error) ? placeOf(error) : undefined;
  const text = `${error.name}: ${error.message}${place === undefined ? '' : ` (at ${place})`}`;
  const { cause } = error;
  if (cause === undefined || cause === null || seen.has(cause)) return text;
  const causeText = cause instanceof Error ? errorText(cause, seen) : textOf(cause);
  // Many errors repeat the message of their cause.
  const known = cause instanceof Error && error.message.includes(cause.message) && !isProgramFault(cause);
  return known ? text : `${text}; caused by ${causeText}`;
}

/**
 * Returns the file, line and column of the first frame outside Node, such as `controller.mjs:17:9`, or undefined without such a
 * frame.
 */
function placeOf({ stack = '' }: Error): string | undefined {
  for (const [, place = ''] of stack.matchAll(/^ +at (?:.*\()?([^()\n]+:\d+:\d+)\)?$/gm)) {
    if (!place.startsWith('node:')) return place;
  }
  return undefined;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
}
