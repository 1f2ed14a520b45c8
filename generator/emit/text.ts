/** The widest line that is printed where there is a choice. Long names and literals may still go beyond it. */
export const lineWidth = 130;

const plainIdentifier = /^[A-Za-z_$][\w$]*$/;

/** Everything that would move a cursor or turn the direction of the text around it, and the mark of an escape. */
const unprintable = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A string literal that holds exactly this text, on one line; in double quotes where that saves escapes. */
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

/** A literal as a type or a value. Numbers are as JSON prints them. */
export function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

/** The name of a member of an interface, quoted where it has to be. */
export function propertyName(name: string): string {
  return plainIdentifier.test(name) ? name : quote(name);
}

/** The key of an object literal. There `__proto__: x` would set the prototype; computed, it is a key like any other. */
export function objectKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : propertyName(name);
}

/** A list on one line where `before`, the list and `after` fit, else with an item a line, as a formatter would print it. */
export function wrapList(
  brackets: readonly [open: string, close: string],
  items: readonly string[],
  room: { readonly before: number; readonly after: number; readonly indent: string },
): string {
  const [open, close] = brackets;
  const inline = open + items.join(', ') + close;
  if (items.length === 0 || room.before + inline.length + room.after <= lineWidth) return inline;
  const body = items.map((item) => `${room.indent}  ${item}`).join(',\n');
  // Type arguments take no trailing comma.
  return `${open.trimEnd()}\n${body}${open === '<' ? '' : ','}\n${room.indent}${close.trimStart()}`;
}

/** Plain order of UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text with its first letter in upper case. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
