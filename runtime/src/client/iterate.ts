import type { IterateOptions, KubeList, ListOptions } from '../meta/index.js';

const pageSize = 500;

/** The items of all pages, one after the other. Client-go's `pager.EachListItem`, pulled instead of pushed. */
export async function* iterate<T>(
  list: (options: ListOptions) => Promise<KubeList<T>>,
  options: IterateOptions,
): AsyncIterableIterator<T> {
  let page = await list({ limit: pageSize, ...options });
  for (;;) {
    yield* page.items;
    const next = page.metadata.continue;
    if (!next) return;
    // The version belongs to the first page. The token carries it further, and the server rejects both together.
    const { resourceVersion, resourceVersionMatch, ...rest } = options;
    page = await list({ limit: pageSize, ...rest, continue: next });
  }
}
