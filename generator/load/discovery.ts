import { isObject } from './recognise.js';

/** A document that an `/openapi/v3` index names. */
export interface IndexEntry {
  /** `api/v1`, `apis/apps/v1`. */
  readonly name: string;
  /** The path to get it from, with its hash, relative to the server's root. */
  readonly url: string;
}

/** Returns the entries of an `/openapi/v3` index, sorted, or undefined if the value is not an index. */
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

/** Returns whether a document of the index describes resources: `api/v1` and `apis/GROUP/VERSION`, not `version` or `logs`. */
export function describesResources(entry: IndexEntry): boolean {
  return /^api\/[^/]+$|^apis\/[^/]+\/[^/]+$/.test(entry.name);
}

/** Returns the group version of a document of the index: `core/v1` for `api/v1`, `apps/v1` for `apis/apps/v1`. */
export function groupVersionOf(name: string): string {
  return name.replace(/^api\//, 'core/').replace(/^apis\//, '');
}

/**
 * Returns the group versions, such as `core/v1`, of the kinds that OpenAPI v3 documents define. Leaves out schemas that belong to
 * many group versions, such as DeleteOptions.
 */
export function embeddedGroupVersions(documents: readonly unknown[]): Set<string> {
  const found = new Set<string>();
  for (const document of documents) {
    const components = isObject(document) ? document['components'] : undefined;
    const schemas = isObject(components) ? components['schemas'] : undefined;
    for (const schema of isObject(schemas) ? Object.values(schemas) : []) {
      const kinds: unknown = isObject(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
      if (!Array.isArray(kinds) || kinds.length !== 1) continue;
      const [kind] = kinds as readonly unknown[];
      if (!isObject(kind)) continue;
      const { group, version } = kind;
      if (typeof group === 'string' && typeof version === 'string') found.add(`${group || 'core'}/${version}`);
    }
  }
  return found;
}

/**
 * Returns whether patterns ask for a part of a document of the index, `apis/GROUP/VERSION`. Kinds are not known yet: a pattern of a
 * kind asks for its version.
 */
export function asksFor(name: string, include: readonly string[], exclude: readonly string[]): boolean {
  const [group = '', version = ''] = groupVersionOf(name).split('/');
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

/** Maps items with at most `limit` calls at a time. The results keep their order. Rejects with the first failure. */
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
