import { ReadyItems, type ReadyItem } from './ready-items.js';

interface Item extends ReadyItem {
  readonly name: string;
}

let order = 0;
const item = (priority: number): Item => ({ name: `${priority}/${order}`, priority, order: order++, index: 0 });

beforeEach(() => {
  order = 0;
});

test('without a limit, the highest priority always comes first', () => {
  const ready = new ReadyItems<Item>(Infinity);
  const items = [0, -1, 5, 0, 5].map(item);
  for (const one of items) ready.push(one);
  expect(items.map(() => ready.shift()?.name)).toEqual(['5/2', '5/4', '0/0', '0/3', '-1/1']);
  expect([ready.length, ready.shift()]).toEqual([0, undefined]);
});

test('with endless items of a high priority, one of twenty items has a lower priority', () => {
  const ready = new ReadyItems<Item>(20);
  for (let i = 0; i < 30; i++) ready.push(item(-100));
  const taken: number[] = [];
  for (let i = 0; i < 600; i++) {
    ready.push(item(0));
    taken.push(ready.shift()?.priority ?? NaN);
  }
  for (let i = 0; i < 600; i += 20) expect(taken.slice(i, i + 20).filter((priority) => priority === -100)).toHaveLength(1);
});

test('the low item is the one that has waited longest, so that no priority starves', () => {
  const ready = new ReadyItems<Item>(2);
  ready.push(item(-50));
  for (let i = 0; i < 3; i++) ready.push(item(-100));
  const low: (string | undefined)[] = [];
  for (let i = 0; i < 8; i++) {
    ready.push(item(0));
    const next = ready.shift();
    if (next?.priority !== 0) low.push(next?.name);
  }
  expect(low).toEqual(['-50/0', '-100/1', '-100/2', '-100/3']);
});

test('items of the highest priority that have waited long do not count as low ones', () => {
  const ready = new ReadyItems<Item>(3);
  for (let i = 0; i < 10; i++) ready.push(item(0));
  ready.push(item(-1));
  expect(Array.from({ length: 3 }, () => ready.shift()?.priority)).toEqual([0, 0, -1]);
});

test('a removed item is not returned', () => {
  const ready = new ReadyItems<Item>(20);
  const [a, b, c] = [item(1), item(1), item(0)];
  for (const one of [a, b, c]) ready.push(one);
  ready.remove(a);
  ready.remove(c);
  expect([ready.length, ready.shift(), ready.shift()]).toEqual([1, b, undefined]);
});

test('priorities that occur once use no memory afterwards, and infinite priorities are ordered', () => {
  const ready = new ReadyItems<Item>(20);
  for (let i = 0; i < 1000; i++) {
    ready.push(item(i));
    ready.shift();
  }
  const priorities = [-Infinity, 0, Infinity, 0.5];
  for (const priority of priorities) ready.push(item(priority));
  expect(priorities.map(() => ready.shift()?.priority)).toEqual([Infinity, 0.5, 0, -Infinity]);
});

test.each([0, 1, -1, 1.5, NaN])('throws for a limit of %s', (limit) => {
  expect(() => new ReadyItems(limit)).toThrow(`lowPriorityEvery must be an integer above 1, or Infinity, not ${limit}`);
});
