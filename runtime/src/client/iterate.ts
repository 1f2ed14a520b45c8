import { isResourceExpired } from '../errors/index.js';
import type { IterateOptions, KubeList, ListOptions } from '../meta/index.js';
import { isPlainObject } from '../util/index.js';

const pageSize = 500;

/**
 * Yields the items of all pages, one after the other, like client-go's `pager.EachListItem`. Fetches a page when it is needed.
 *
 * If the next page has expired, fetches the complete list in one request, as client-go's pager does. Then yields the objects that
 * were not yielded before. Objects that were yielded and have changed since do not come again.
 */
export async function* iterate<T>(
  list: (options: ListOptions) => Promise<KubeList<T>>,
  { fullListIfExpired = true, ...options }: IterateOptions,
): AsyncIterableIterator<T> {
  const yielded = new Set<unknown>();
  let page = await list({ limit: pageSize, ...options });
  for (;;) {
    const next = page.metadata.continue;
    for (const item of page.items) {
      if (next && fullListIfExpired) yielded.add(identityOf(item));
      yield item;
    }
    if (!next) return;
    // The version belongs to the first page. The token carries it further, and the server rejects both together.
    const { resourceVersion, resourceVersionMatch, ...rest } = options;
    try {
      page = await list({ limit: pageSize, ...rest, continue: next });
    } catch (error) {
      if (!fullListIfExpired || !isResourceExpired(error)) throw error;
      const { limit, ...all } = options;
      for (const item of (await list(all)).items) if (!yielded.has(identityOf(item))) yield item;
      return;
    }
  }
}

/** Returns a value that two states of one object have in common. */
function identityOf(item: unknown): unknown {
  const metadata = isPlainObject(item) ? item['metadata'] : undefined;
  if (!isPlainObject(metadata)) return item;
  const { uid, namespace, name } = metadata;
  return typeof uid === 'string' && uid !== '' ? uid : JSON.stringify([namespace, name]);
}
