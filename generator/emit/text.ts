import type { Documentation, DocumentationTag } from '../model/index.js';
import { lineWidth } from './layout.js';

const plainIdentifier = /^[A-Za-z_$][\w$]*$/;

/** The escape character, and all characters that move a cursor or change the direction of the text. */
const unprintable = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Returns a string literal with exactly this text, on one line. Uses double quotes if this saves escapes. */
export function quote(text: string): string {
  const escaped = text.replace(unprintable, escapeCharacter);
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}

function escapeCharacter(character: string): string {
  if (character === '\\') return '\\\\';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Returns a literal, as a type or as a value. Prints numbers as JSON does. */
export function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

/** Returns the name of an interface member, quoted if necessary. */
export function propertyName(name: string): string {
  return plainIdentifier.test(name) ? name : quote(name);
}

/** Returns the key of an object literal. A plain `__proto__` would set the prototype, so this key is computed. */
export function objectKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : propertyName(name);
}

/** Compares by UTF-16 code units, so that the order is the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns the text with its first letter in upper case. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns a comment with the indentation on each line, or an empty text if there is nothing to say. */
export function docComment(documentation: Documentation, indentation = ''): string {
  const lines = commentLines(documentation, lineWidth - indentation.length - 3);
  if (lines.length === 0) return '';
  if (isOneLine(lines, indentation)) return `${indentation}/** ${lines.join('')} */`;
  return [`${indentation}/**`, ...lines.map((line) => `${indentation} * ${line}`.trimEnd()), `${indentation} */`].join('\n');
}

/** Returns the text between the marks of a comment, in the form in which ts-morph accepts it. */
export function morphDocs(documentation: Documentation, indentation: string): string[] {
  const lines = commentLines(documentation, lineWidth - indentation.length - 3);
  if (lines.length === 0) return [];
  return [isOneLine(lines, indentation) ? lines.join('') : `\n${lines.join('\n')}`];
}

function isOneLine(lines: readonly string[], indentation: string): boolean {
  const [only = ''] = lines;
  return lines.length === 1 && indentation.length + '/**  */'.length + only.length <= lineWidth;
}

/** Returns the lines of a comment: the description, then the tags. */
function commentLines({ description, tags }: Documentation, width: number): string[] {
  const lines = wrapped(harmless(description ?? ''), width);
  const tagged = tags.flatMap(tagLines);
  if (lines.length > 0 && tagged.length > 0) lines.push('');
  return [...lines, ...tagged];
}

function tagLines(tag: DocumentationTag): string[] {
  const [first = '', ...rest] = harmless(tag.text ?? '')
    .split('\n')
    .map((line) => line.trimEnd());
  return [`@${tag.name.replace(/\W/g, '')} ${first}`.trimEnd(), ...rest.filter((line) => line !== '')];
}

/** Texts that need no change in a comment. Most texts are of this kind, and the replacements below take time. */
const plainText = /^[\n\x20-\x29\x2b-\x3f\x41-\x7e]*$/;

/** Returns an author's text for a comment. It cannot end the comment or begin a tag, and each of its characters is visible. */
function harmless(text: string): string {
  if (plainText.test(text)) return text;
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, (character) =>
      character === '\n' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replace(/\*\//g, '*\\/')
    .replace(/(^|[\s{(])@(?=\w)/g, '$1\\@');
}

/** Returns the lines of a text. Breaks long lines between words. Keeps the author's line breaks, and lines indented like code. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trimEnd();
    if (trimmed === '' && (lines.length === 0 || lines.at(-1) === '')) continue;
    if (trimmed.length <= width || trimmed.startsWith('    ')) lines.push(trimmed);
    else lines.push(...broken(trimmed, width));
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function broken(line: string, width: number): string[] {
  const words = line.trimStart();
  const indentation = line.slice(0, line.length - words.length);
  const lines: string[] = [];
  let current = '';
  for (const word of words.split(' ')) {
    if (current === '') current = indentation + word;
    else if (current.length + 1 + word.length <= width) current += ` ${word}`;
    else {
      lines.push(current.trimEnd());
      current = indentation + word;
    }
  }
  lines.push(current);
  return lines;
}
