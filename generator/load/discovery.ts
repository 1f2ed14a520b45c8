import { isObject } from './recognise.js';

/** A document that an `/openapi/v3` index names. */
export interface IndexEntry {
  /** `api/v1`, `apis/apps/v1`. */
  readonly name: string;
  /** The path to get it from, with its hash, relative to the server's root. */
  readonly url: string;
}

/** The entries of an `/openapi/v3` index, sorted; undefined where the value is none. */
export function readIndex(value: unknown): IndexEntry[] | undefined {
  if (!isObject(value) || Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger')) return undefined;
  const { paths } = value;
  if (!isObject(paths)) return undefined;
  const entries: IndexEntry[] = [];
  for (const [name, entry] of Object.entries(paths)) {
    if (!isObject(entry) || typeof entry['serverRelativeURL'] !== 'string') return undefined;
    entries.push({ name, url: entry['serverRelativeURL'] });
  }
  return entries.length === 0 ? undefined : entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether a document of the index describes resources: `api/v1` and `apis/GROUP/VERSION`, not `version` or `logs`. */
export function describesResources(entry: IndexEntry): boolean {
  return /^api\/[^/]+$|^apis\/[^/]+\/[^/]+$/.test(entry.name);
}

/**
 * Returns whether patterns ask for a part of a document of the index, `apis/GROUP/VERSION`. Kinds are not known yet: a pattern of a
 * kind asks for its version.
 */
export function asksFor(name: string, include: readonly string[], exclude: readonly string[]): boolean {
  const [, group = 'core', version = ''] = /^apis?(?:\/([^/]+))?\/([^/]+)$/.exec(name) ?? [];
  const matches = (pattern: string, kinds: boolean): boolean => {
    const [ofGroup = '', ofVersion = '*', ofKind = '*'] = pattern.split('/');
    return glob(ofGroup).test(group) && glob(ofVersion).test(version) && (kinds || ofKind === '*');
  };
  const isIncluded = include.length === 0 || include.some((pattern) => matches(pattern, true));
  return isIncluded && !exclude.some((pattern) => matches(pattern, false));
}

function glob(text: string): RegExp {
  const source = text.replace(/[.*+?^${}()|[\]\\]/g, (character) => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, 'su');
}

/** `Array.map` with at most `limit` calls under way; the results keep their order. The first failure ends it. */
export async function mapLimited<In, Out>(items: readonly In[], limit: number, work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results = new Array<Out>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
