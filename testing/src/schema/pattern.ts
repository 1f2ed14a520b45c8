/**
 * Translation of patterns from Go's RE2 to JavaScript. `\A`, `\z`, `\Q…\E`, Python's named groups and POSIX classes are
 * rewritten. Flags inside a pattern (`(?i)`) apply to the complete pattern, since Node 20 cannot limit them to a part.
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

/** Compiles a pattern to a JavaScript expression. Returns undefined if there is no equivalent. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = tryCompile(pattern);
  compiled.set(pattern, made);
  return made;
}

function tryCompile(pattern: string): RegExp | undefined {
  // RE2 has neither lookaround nor backreferences.
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
      // Unicode mode rejects escapes that RE2 accepts, so the pattern is tried once more without it.
    }
  }
  return undefined;
}
