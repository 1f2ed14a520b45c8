import type { Documentation, DocumentationTag } from '../model/index.js';
import { lineWidth } from './text.js';

/**
 * What an author wrote, as it may stand in a comment: it cannot end the comment, start a tag of its own, or hold anything that
 * a terminal or an editor would not show.
 */
function harmless(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, (character) =>
      character === '\n' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replace(/\*\//g, '*\\/')
    .replace(/(^|[\s{(])@(?=\w)/g, '$1\\@');
}

/** The lines of a text, those that are too long broken between words. The author's own line breaks and indented lines stay. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trimEnd();
    if (trimmed === '' && (lines.length === 0 || lines.at(-1) === '')) continue;
    if (trimmed.length <= width || /^ {4}/.test(trimmed)) lines.push(trimmed);
    else lines.push(...broken(trimmed, width));
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function broken(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimStart().split(' ')) {
    if (current === '') current = indent + word;
    else if (current.length + 1 + word.length <= width) current += ` ${word}`;
    else {
      lines.push(current.trimEnd());
      current = indent + word;
    }
  }
  lines.push(current);
  return lines;
}

function tagLines(tag: DocumentationTag): string[] {
  const [first = '', ...rest] = harmless(tag.text ?? '')
    .split('\n')
    .map((line) => line.trimEnd());
  return [`@${tag.name.replace(/\W/g, '')} ${first}`.trimEnd(), ...rest.filter((line) => line !== '')];
}

/** The lines of a comment: the description, then the tags. None where there is nothing to say. */
export function commentLines(documentation: Documentation, indent: string): string[] {
  const lines = wrapped(harmless(documentation.description ?? ''), lineWidth - indent.length - 3);
  const tags = documentation.tags.flatMap(tagLines);
  if (lines.length > 0 && tags.length > 0) lines.push('');
  return [...lines, ...tags];
}

/** A whole comment, each of its lines with the indentation; empty where there is nothing to say. */
export function docComment(documentation: Documentation, indent = ''): string {
  const lines = commentLines(documentation, indent);
  const [only] = lines;
  if (only === undefined) return '';
  if (lines.length === 1 && indent.length + only.length + 7 <= lineWidth) return `${indent}/** ${only} */`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}

/** The comment in the form that ts-morph takes: what stands between the marks. */
export function morphDocs(documentation: Documentation, indent: string): string[] {
  const lines = commentLines(documentation, indent);
  const [only] = lines;
  if (only === undefined) return [];
  return [lines.length === 1 && indent.length + only.length + 7 <= lineWidth ? only : `\n${lines.join('\n')}`];
}
