/**
 * Patterns are written for Go's RE2, which reads some of them differently from JavaScript. What RE2 has and JavaScript has not is
 * rewritten: `\A`, `\z`, `\Q…\E`, named groups of Python's form, POSIX classes. Flags inside a pattern (`(?i)`) are taken for
 * the whole of it, which JavaScript of this age cannot limit to a part.
 */

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const compiled = new Map<string, RegExp | undefined>();
const mostCompiled = 5000;

/** The pattern as an expression of JavaScript, or undefined where it cannot be one. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = tryCompile(pattern);
  compiled.set(pattern, made);
  return made;
}

function tryCompile(pattern: string): RegExp | undefined {
  // RE2 has no lookaround and no references back.
  if (/(?<!\\)(?:\\\\)*(?:\(\?(?:=|!|<=|<!)|\\[1-9])/.test(pattern)) return undefined;
  let flags = '';
  const body = pattern
    .replace(/\(\?([imsU]+)(:|\))/g, (_all, found: string, end: string) => {
      for (const flag of found.replace('U', '')) if (!flags.includes(flag)) flags += flag;
      return end === ':' ? '(?:' : '';
    })
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_all, literal: string) => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .replace(/\[:(\^?)(\w+):\]/g, (all, _not: string, name: string) => posix[name] ?? all)
    .replace(/\(\?P</g, '(?<')
    .replace(/(?<!\\)((?:\\\\)*)\\A/g, '$1^')
    .replace(/(?<!\\)((?:\\\\)*)\\z/g, '$1$');
  for (const mode of ['u', '']) {
    try {
      return new RegExp(body, mode + flags);
    } catch {
      // The strict mode refuses escapes that RE2 takes; without it there is one more try, and then none.
    }
  }
  return undefined;
}
