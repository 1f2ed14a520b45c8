import { union } from '../structured/field-set.js';
import { managerId, type Managed } from './entries.js';

const mostUpdaters = 10;
const bucketName = 'ancient-changes';

/** Merges the oldest updaters of each version in place, so that at most ten remain. */
export function capUpdaters({ managers, times }: Managed): void {
  const updaters = [...managers].filter(([, { applied }]) => !applied).map(([id]) => id);
  if (updaters.length <= mostUpdaters) return;
  const order = (id: string): string => `${times.get(id) ?? ''} ${id}`;
  updaters.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const firsts = new Map<string, string>();
  let left = updaters.length;
  for (const id of updaters) {
    if (left <= mostUpdaters) return;
    const owned = managers.get(id);
    if (owned === undefined) continue;
    const { apiVersion } = owned;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, id);
      continue;
    }
    const bucket = managerId({ manager: bucketName, operation: 'Update', apiVersion, subresource: '' });
    const present = managers.get(bucket) ?? managers.get(first);
    if (!managers.has(bucket)) managers.delete(first);
    managers.set(bucket, { ...owned, set: present === undefined ? owned.set : union(owned.set, present.set) });
    managers.delete(id);
    const time = times.get(id);
    if (time === undefined) times.delete(bucket);
    else times.set(bucket, time);
    left--;
  }
}
