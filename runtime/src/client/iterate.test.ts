import type { KubeList, ListOptions } from '../meta/index.js';
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

test('the items of all pages come in order, also past an empty page', async () => {
  const { list } = pagesInTurn();
  const items: number[] = [];
  for await (const item of iterate(list, {})) items.push(item);
  expect(items).toEqual([1, 2, 3]);
});

test('the selectors go with every page, the resource version with the first alone', async () => {
  const { list, asked } = pagesInTurn();
  const items = iterate(list, { labelSelector: 'a=b', limit: 2, resourceVersion: '7', resourceVersionMatch: 'Exact' });
  while (!(await items.next()).done);
  expect(asked).toEqual([
    { labelSelector: 'a=b', limit: 2, resourceVersion: '7', resourceVersionMatch: 'Exact' },
    { labelSelector: 'a=b', limit: 2, continue: 'a' },
    { labelSelector: 'a=b', limit: 2, continue: 'b' },
  ]);
});

test('a page is not asked for before it is needed', async () => {
  const { list, asked } = pagesInTurn();
  for await (const item of iterate(list, {})) if (item === 2) break;
  expect(asked).toHaveLength(1);
});
