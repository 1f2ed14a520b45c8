import { newForbidden, newResourceExpired } from '../errors/index.js';
import type { IterateOptions, KubeList, ListOptions } from '../meta/index.js';
import { iterate } from './iterate.js';

const pages: KubeList<number>[] = [
  { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '7', continue: 'a' }, items: [1, 2] },
  { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '7', continue: 'b' }, items: [] },
  { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '7' }, items: [3] },
];

function pagesInTurn(): { list: (options: ListOptions) => Promise<KubeList<number>>; asked: ListOptions[] } {
  const asked: ListOptions[] = [];
  const list = (options: ListOptions): Promise<KubeList<number>> => {
    asked.push(options);
    const page = pages[asked.length - 1];
    return page ? Promise.resolve(page) : Promise.reject(new Error('asked for a page too many'));
  };
  return { list, asked };
}

test('yields the items of all pages in order, also after an empty page', async () => {
  const { list } = pagesInTurn();
  const items: number[] = [];
  for await (const item of iterate(list, {})) items.push(item);
  expect(items).toEqual([1, 2, 3]);
});

test('sends the selectors with every page, and the resource version only with the first', async () => {
  const { list, asked } = pagesInTurn();
  const items = iterate(list, { labelSelector: 'a=b', limit: 2, resourceVersion: '7', resourceVersionMatch: 'Exact' });
  while (!(await items.next()).done);
  expect(asked).toEqual([
    { labelSelector: 'a=b', limit: 2, resourceVersion: '7', resourceVersionMatch: 'Exact' },
    { labelSelector: 'a=b', limit: 2, continue: 'a' },
    { labelSelector: 'a=b', limit: 2, continue: 'b' },
  ]);
});

test('requests a page only when it is needed', async () => {
  const { list, asked } = pagesInTurn();
  for await (const item of iterate(list, {})) if (item === 2) break;
  expect(asked).toHaveLength(1);
});

describe('a page that has expired', () => {
  const object = (name: string, uid?: string) => ({ metadata: { name, namespace: 'a', ...(uid ? { uid } : {}) } });
  const expired = newResourceExpired('the provided continue parameter is too old');

  async function collect(options: IterateOptions, error: unknown = expired) {
    const asked: ListOptions[] = [];
    const names: string[] = [];
    const listed = (items: ReturnType<typeof object>[], more: string) => ({
      apiVersion: 'v1',
      kind: 'List',
      metadata: { resourceVersion: '7', continue: more },
      items,
    });
    const list = async (given: ListOptions) => {
      asked.push(given);
      if (given.continue) throw error;
      const first = [object('one'), object('two', 'u2')];
      return given.limit === undefined ? listed([...first, object('two', 'u3'), object('three')], '') : listed(first, 'a');
    };
    for await (const { metadata } of iterate(list, options)) names.push(metadata.name);
    return { asked, names };
  }

  test('is replaced by the complete list, and each object is yielded once', async () => {
    const { asked, names } = await collect({
      labelSelector: 'a=b',
      limit: 2,
      resourceVersion: '7',
      resourceVersionMatch: 'Exact',
    });
    // The second object was deleted and created again, so it is a different object.
    expect(names).toEqual(['one', 'two', 'two', 'three']);
    expect(asked).toEqual([
      { labelSelector: 'a=b', limit: 2, resourceVersion: '7', resourceVersionMatch: 'Exact' },
      { labelSelector: 'a=b', limit: 2, continue: 'a' },
      { labelSelector: 'a=b', resourceVersion: '7', resourceVersionMatch: 'Exact' },
    ]);
  });

  test('ends the iteration if fullListIfExpired is false', async () => {
    await expect(collect({ fullListIfExpired: false })).rejects.toBe(expired);
  });

  test('is not replaced after any other failure', async () => {
    const error = newForbidden({ group: '', resource: 'pods' }, '', new Error('no'));
    await expect(collect({}, error)).rejects.toBe(error);
  });
});
