import { compareText } from './json.js';

/** Which groups, versions and kinds are asked for. */
export interface Filter {
  includes(group: string, version: string, kind: string): boolean;
  /** Whether a pattern of `exclude` matches. Patterns of `include` count as used, but select nothing. */
  excludes(group: string, version: string, kind: string): boolean;
  /** Notes that a group version exists whose kinds were not read because the patterns do not select it. */
  skips(group: string, version: string): void;
  /** What was asked about and is not included, as `group/version/Kind`, sorted. */
  excluded(): string[];
  /** The patterns that have matched nothing so far, as they were given. */
  unused(): { include: string[]; exclude: string[] };
  /** Says what a pattern could have matched: groups, or versions of its group, or kinds of its version. */
  available(pattern: string): string;
}

interface Pattern {
  readonly text: string;
  readonly parts: readonly RegExp[];
  used: boolean;
}

/**
 * Patterns are `group`, `group/version` or `group/version/Kind`; `*` and `?` stand for anything within a part, and `core` for the
 * empty group. A pattern of more parts matches nothing. Something is asked for if a pattern of `include` matches, or there is none, and no pattern of `exclude` does.
 */
export function newFilter(include: readonly string[], exclude: readonly string[]): Filter {
  const included = include.map(toPattern);
  const excluded = exclude.map(toPattern);
  const left = new Set<string>();
  const seen = new Map<string, Map<string, Set<string>>>();
  const note = ([group = '', version = '', kind = '']: readonly string[]): void => {
    const versions = seen.get(group) ?? new Map<string, Set<string>>();
    seen.set(group, versions);
    versions.set(version, (versions.get(version) ?? new Set()).add(kind));
  };
  const matches = (pattern: Pattern, names: readonly string[]): boolean => {
    const matched = pattern.parts.length <= 3 && pattern.parts.every((part, index) => part.test(names[index] ?? ''));
    pattern.used ||= matched;
    return matched;
  };
  return {
    includes(group, version, kind) {
      const names = [group === '' ? 'core' : group, version, kind];
      note(names);
      const isIncluded = included.filter((pattern) => matches(pattern, names)).length > 0 || included.length === 0;
      const isExcluded = excluded.filter((pattern) => matches(pattern, names)).length > 0;
      if (isIncluded && !isExcluded) return true;
      left.add(names.join('/'));
      return false;
    },
    excludes(group, version, kind) {
      const names = [group === '' ? 'core' : group, version, kind];
      note(names);
      for (const pattern of included) matches(pattern, names);
      const isExcluded = excluded.filter((pattern) => matches(pattern, names)).length > 0;
      if (isExcluded) left.add(names.join('/'));
      return isExcluded;
    },
    skips(group, version) {
      const versions = seen.get(group) ?? new Map<string, Set<string>>();
      seen.set(group, versions.set(version, versions.get(version) ?? new Set()));
      for (const pattern of [...included, ...excluded]) {
        // Whether it has the kind that a pattern names is not known.
        const [ofGroup, ofVersion] = pattern.parts;
        const matched = pattern.parts.length <= 3 && ofGroup?.test(group) === true && ofVersion?.test(version) !== false;
        pattern.used ||= matched;
      }
    },
    available(text) {
      const [group, version] = toPattern(text).parts;
      const groups = [...seen].filter(([name]) => group?.test(name));
      const versions = groups.flatMap(([name, all]) =>
        [...all].filter(([one]) => version?.test(one)).map(([one, kinds]) => [`${name}/${one}`, kinds] as const),
      );
      if (versions.length > 0) return listed(versions.flatMap(([name, kinds]) => [...kinds].map((kind) => `${name}/${kind}`)));
      if (groups.length > 0) return listed(groups.flatMap(([name, all]) => [...all.keys()].map((one) => `${name}/${one}`)));
      const ofKind = [...seen].flatMap(([name, all]) =>
        [...all].filter(([, kinds]) => kinds.has(text)).map(([one]) => `${name}/${one}/${text}`),
      );
      return ofKind.length > 0 ? `did you mean ${listed(ofKind)}?` : listed([...seen.keys()]);
    },
    excluded: () => [...left].sort(compareText),
    unused() {
      const texts = (patterns: readonly Pattern[]): string[] =>
        patterns.filter((pattern) => !pattern.used).map((pattern) => pattern.text);
      return { include: texts(included), exclude: texts(excluded) };
    },
  };
}

/** The number of names that a message lists. */
const shownNames = 40;

function listed(names: readonly string[]): string {
  const sorted = [...names].sort(compareText);
  const more = sorted.length > shownNames ? ` and ${sorted.length - shownNames} more` : '';
  return `${sorted.slice(0, shownNames).join(', ')}${more}`;
}

function toPattern(text: string): Pattern {
  const parts = text.split('/').map((part) => {
    const source = part.replace(/[.*+?^${}()|[\]\\]/g, (character) => {
      if (character === '*') return '.*';
      if (character === '?') return '.';
      return `\\${character}`;
    });
    return new RegExp(`^${source}$`, 'su');
  });
  return { text, parts, used: false };
}
