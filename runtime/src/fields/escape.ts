/** Escapes a literal for use as a value in a field selector: `\`, `,` and `=` get a backslash. */
export function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/**
 * Returns the literal of an escaped value.
 *
 * Throws an Error if `,` or `=` is not escaped, or if a backslash precedes any other character.
 */
export function unescapeValue(value: string): string {
  let literal = '';
  let escaped = false;
  for (const character of value) {
    const special = character === '\\' || character === ',' || character === '=';
    if (escaped) {
      if (!special) throw new Error(`invalid field selector: invalid escape sequence: \\${character}`);
      literal += character;
      escaped = false;
    } else if (character === '\\') {
      escaped = true;
    } else if (special) {
      throw new Error(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else {
      literal += character;
    }
  }
  if (escaped) throw new Error('invalid field selector: invalid escape sequence: \\');
  return literal;
}
