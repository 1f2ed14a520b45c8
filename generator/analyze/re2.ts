/**
 * The syntax of Go's regular expressions (RE2), which API servers use for patterns. Lookaround and backreferences are the most frequent
 * parts of other dialects that it lacks.
 *
 * Source: https://github.com/google/re2/wiki/Syntax
 */

const escapesAnywhere = 'afnrtvdDsSwW';
const escapesOutside = 'ABbzQE';
const classNames: ReadonlySet<string> = new Set(
  'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' '),
);
const maximumRepeat = 1000;

/** Returns the reason why Go refuses a pattern; undefined for a pattern that it accepts. */
export function re2Fault(pattern: string): string | undefined {
  const state: State = { pattern, at: 0 };
  const groups: Group[] = [{ repeat: 1, mayRepeat: 'no', last: 1 }];
  while (state.at < pattern.length) {
    const group = groups.at(-1);
    if (group === undefined) return 'has a ) without its (';
    const fault = step(state, group, groups);
    if (fault !== undefined) return fault;
  }
  return groups.length > 1 ? 'lacks a closing )' : groups.length === 0 ? 'has a ) without its (' : undefined;
}

interface State {
  readonly pattern: string;
  at: number;
}

/** What stands before the next character of a group. */
interface Group {
  /** The largest count of repetitions inside. */
  repeat: number;
  mayRepeat: 'no' | 'yes' | 'repeated';
  /** The count of repetitions of the last item. */
  last: number;
}

function step(state: State, group: Group, groups: Group[]): string | undefined {
  const { pattern } = state;
  const character = pattern.charAt(state.at);
  const item = (): void => {
    group.mayRepeat = 'yes';
    group.last = 1;
  };
  switch (character) {
    case '(': {
      const opened = openGroup(state);
      if (typeof opened === 'string') return opened;
      if (opened.isGroup) groups.push({ repeat: 1, mayRepeat: 'no', last: 1 });
      return undefined;
    }
    case ')': {
      state.at += 1;
      groups.pop();
      const outer = groups.at(-1);
      if (outer === undefined) return 'has a ) without its (';
      outer.mayRepeat = 'yes';
      outer.last = group.repeat;
      outer.repeat = Math.max(outer.repeat, group.repeat);
      return undefined;
    }
    case '|':
      state.at += 1;
      group.mayRepeat = 'no';
      return undefined;
    case '*':
    case '+':
    case '?':
      return repetition(state, group, 1, 1);
    case '{': {
      const [text = '', least = '', , most] = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(state.at, state.at + 40)) ?? [];
      if (text === '') break;
      const count = Math.max(Number(least), Number(most ?? ''));
      const isBackward = most !== undefined && most !== '' && Number(most) < Number(least);
      if (count > maximumRepeat || isBackward) return `has the repeat count ${text}`;
      return repetition(state, group, text.length, Math.max(count, 1));
    }
    case '[': {
      const fault = characterClass(state);
      item();
      return fault;
    }
    case '\\': {
      const fault = escape(state, false);
      item();
      return fault;
    }
    default:
  }
  state.at += 1;
  item();
  return undefined;
}

function repetition(state: State, group: Group, length: number, count: number): string | undefined {
  const operator = state.pattern.slice(state.at, state.at + length);
  if (group.mayRepeat === 'no') return `repeats nothing with ${operator}`;
  if (group.mayRepeat === 'repeated') return `repeats a repetition with ${operator}`;
  const total = group.last * count;
  if (total > maximumRepeat) return `repeats more than ${maximumRepeat} times`;
  group.repeat = Math.max(group.repeat, total);
  group.mayRepeat = 'repeated';
  state.at += length;
  if (state.pattern.charAt(state.at) === '?') state.at += 1;
  return undefined;
}

function openGroup(state: State): string | { isGroup: boolean } {
  const rest = state.pattern.slice(state.at);
  if (!rest.startsWith('(?')) {
    state.at += 1;
    return { isGroup: true };
  }
  const named = /^\(\?P?<\w+>/.exec(rest)?.[0];
  const flags = /^\(\?(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)?[:)]/.exec(rest)?.[0];
  const found = named ?? (flags === '(?)' ? undefined : flags);
  if (found === undefined) return `has ${rest.slice(0, rest.startsWith('(?<') ? 4 : 3)}, which Go does not know`;
  state.at += found.length;
  return { isGroup: !found.endsWith(')') };
}

/** Reads an escape. Returns a fault, or moves behind it. */
function escape(state: State, inClass: boolean): string | undefined {
  const { pattern } = state;
  const name = pattern.charAt(state.at + 1);
  const rest = pattern.slice(state.at);
  const skip = (length: number): string | undefined => {
    state.at += length;
    return undefined;
  };
  if (name === '') return 'ends with a backslash';
  if (name === 'Q' && !inClass) {
    const end = pattern.indexOf('\\E', state.at);
    return skip(end < 0 ? rest.length : end + 2 - state.at);
  }
  if (name === 'x') {
    const code = /^\\x(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]{1,6}\})/.exec(rest)?.[0];
    return code === undefined ? `has ${rest.slice(0, 4)}` : skip(code.length);
  }
  if (name === 'p' || name === 'P') {
    const [text = '', long, short] = /^\\[pP](?:\{\^?(\w+)\}|([A-Za-z]))/.exec(rest) ?? [];
    return isUnicodeClass(long ?? short?.toUpperCase() ?? '')
      ? skip(text.length)
      : `has ${rest.slice(0, 20)}, which is no class of characters`;
  }
  if (/^\\(?:0|[1-7][0-7])/.test(rest)) return skip(/^\\[0-7]{1,3}/.exec(rest)?.[0].length ?? 2);
  if (escapesAnywhere.includes(name) || (!inClass && escapesOutside.includes(name))) return skip(2);
  return /^[^A-Za-z0-9\u0080-\uffff]$/.test(name) ? skip(2) : `has \\${name}, which Go does not know`;
}

function isUnicodeClass(name: string): boolean {
  if (name === 'Any') return true;
  return ['', 'Script='].some((kind) => {
    try {
      return new RegExp(`\\p{${kind}${name}}`, 'u').source !== '';
    } catch {
      // The name is unknown as a class of this kind.
      return false;
    }
  });
}

function characterClass(state: State): string | undefined {
  const { pattern } = state;
  state.at += pattern.charAt(state.at + 1) === '^' ? 2 : 1;
  let low: number | undefined;
  let isRange = false;
  for (let first = true; ; first = false) {
    const character = pattern.charAt(state.at);
    if (character === '') return 'lacks a closing ]';
    if (character === ']' && !first) break;
    if (character === '-' && low !== undefined && !isRange && pattern.charAt(state.at + 1) !== ']') {
      isRange = true;
      state.at += 1;
      continue;
    }
    const posix = /^\[:\^?(\w+):\]/.exec(pattern.slice(state.at, state.at + 20));
    const start = state.at;
    if (posix !== null) {
      if (!classNames.has(posix[1] ?? '')) return `has ${posix[0]}, which is no class of characters`;
      state.at += posix[0].length;
    } else if (character === '\\') {
      const fault = escape(state, true);
      if (fault !== undefined) return fault;
    } else state.at += character.length;
    const text = pattern.slice(start, state.at);
    const isSet = posix !== null || /^\\[dDsSwWpP]/.test(text);
    const code = isSet ? undefined : text.codePointAt(text.length > 1 && text.startsWith('\\') ? 1 : 0);
    const isSimple = text.length === 1 || /^\\[^A-Za-z0-9]$/.test(text);
    if (isRange && (isSet || (isSimple && low !== undefined && code !== undefined && code < low))) {
      return `has a range that ends with ${text}`;
    }
    low = isRange || isSet ? undefined : isSimple ? code : -1;
    isRange = false;
  }
  state.at += 1;
  return undefined;
}
