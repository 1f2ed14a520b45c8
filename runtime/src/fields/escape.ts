/** Escapes a literal for use as a value in a field selector: `\`, `,` and `=` get a backslash before them. */
export function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/** The literal that a value in a field selector stands for. Throws where `,` or `=` stand bare, or a backslash before anything else. */
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
