import { compareText } from './json.js';

/** Which groups, versions and kinds are asked for. */
export interface Filter {
  includes(group: string, version: string, kind: string): boolean;
  /** What was asked about and is not included, as `group/version/Kind`, sorted. */
  excluded(): string[];
  /** The patterns that have matched nothing so far, as they were given. */
  unused(): { include: string[]; exclude: string[] };
}

interface Pattern {
  readonly text: string;
  readonly parts: readonly RegExp[];
  used: boolean;
}

/**
 * Patterns are `group`, `group/version` or `group/version/Kind`; `*` and `?` stand for anything within a part, and `core` for the
 * empty group. Something is asked for if a pattern of `include` matches, or there is none, and no pattern of `exclude` does.
 */
export function newFilter(include: readonly string[], exclude: readonly string[]): Filter {
  const included = include.map(toPattern);
  const excluded = exclude.map(toPattern);
  const left = new Set<string>();
  const matches = (pattern: Pattern, names: readonly string[]): boolean => {
    const matched = pattern.parts.every((part, index) => part.test(names[index] ?? ''));
    pattern.used ||= matched;
    return matched;
  };
  return {
    includes(group, version, kind) {
      const names = [group === '' ? 'core' : group, version, kind];
      const isIncluded = included.filter((pattern) => matches(pattern, names)).length > 0 || included.length === 0;
      const isExcluded = excluded.filter((pattern) => matches(pattern, names)).length > 0;
      if (isIncluded && !isExcluded) return true;
      left.add(names.join('/'));
      return false;
    },
    excluded: () => [...left].sort(compareText),
    unused() {
      const texts = (patterns: readonly Pattern[]): string[] =>
        patterns.filter((pattern) => !pattern.used).map((pattern) => pattern.text);
      return { include: texts(included), exclude: texts(excluded) };
    },
  };
}

function toPattern(text: string): Pattern {
  const parts = text
    .split('/')
    .slice(0, 3)
    .map((part) => {
      const source = part.replace(/[.*+?^${}()|[\]\\]/g, (character) => {
        if (character === '*') return '.*';
        if (character === '?') return '.';
        return `\\${character}`;
      });
      return new RegExp(`^${source}$`, 'su');
    });
  return { text, parts, used: false };
}
