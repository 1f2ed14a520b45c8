import type { ApiModel } from '../model/index.js';
import { groupVersionFolders } from './names.js';
import { capitalize } from './text.js';

/** A group version of an earlier output that stays in the new one, because its input is missing now. */
export interface KeptGroup {
  /** The name in the clientset, such as `batchV1`. */
  readonly accessor: string;
  /** The folder from the root of the output, such as `batch/v1`. */
  readonly folder: string;
  /** Undefined without resources. */
  readonly client: NamePair | undefined;
  /** Undefined without informers. */
  readonly informers: NamePair | undefined;
}

/** The name of an interface, and of the function that returns it. */
interface NamePair {
  readonly type: string;
  readonly value: string;
}

const exported = /^export \* as ([\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Nd}$_]*) from '\.\/(.+)\/index(?:\.[jt]s)?';$/gmu;

/**
 * Reads the groups of an earlier output from its root `index.ts`, and their names from the `index.ts` of each group. Omits the groups that
 * the model has, and those whose files do not exist.
 */
export async function readKeptGroups(read: (path: string) => Promise<string | undefined>, model: ApiModel): Promise<KeptGroup[]> {
  const folders = new Set(groupVersionFolders(model.groupVersions).values());
  const accessors = new Set(model.groupVersions.map(({ accessor }) => accessor));
  const root = (await read('index.ts')) ?? '';
  const kept: KeptGroup[] = [];
  for (const [, accessor = '', folder = ''] of root.matchAll(exported)) {
    if (folders.has(folder) || accessors.has(accessor)) continue;
    const code = await read(`${folder}/index.ts`);
    if (code === undefined) continue;
    kept.push({ accessor, folder, client: pairIn(code, accessor, 'Client'), informers: pairIn(code, accessor, 'Informers') });
  }
  return kept;
}

/** Finds the function of a group version. Its name has more than the suffix if another declaration has that name. */
function pairIn(code: string, accessor: string, suffix: string): NamePair | undefined {
  const value = [suffix, `${suffix}_`, `Kind${suffix}`, `Kind${suffix}_`]
    .map((end) => accessor + end)
    .find((name) => code.includes(`\nexport function ${name}(`));
  return value === undefined ? undefined : { value, type: capitalize(value) };
}
