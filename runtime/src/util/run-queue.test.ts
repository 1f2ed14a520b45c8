import { Pacer, RunQueue, type SlicedTask } from './run-queue.js';

let time = 0;
beforeEach(() => {
  time = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => time);
});
afterEach(() => {
  jest.restoreAllMocks();
});
const spin = (until: number) => {
  time = until;
};

test('tasks that fill their slices take turns, and the event loop has its turn between them', async () => {
  const queue = new RunQueue();
  const log: string[] = [];
  const task = (name: string, slices: number): SlicedTask => ({
    runSlice(deadline) {
      log.push(name);
      spin(deadline);
      return --slices > 0;
    },
  });
  queue.add(task('a', 3));
  queue.add(task('b', 2));
  queue.add(task('c', 1));
  for (let turn = 0; log.filter((entry) => entry !== 'turn').length < 6; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (log.at(-1) !== 'turn') log.push('turn');
  }
  expect(log.filter((entry) => entry !== 'turn')).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  expect(log.filter((entry, i) => entry !== 'turn' && log[i + 1] !== 'turn')).toEqual([]);
});

test('short tasks share one turn, and one that adds itself waits for the next', async () => {
  const queue = new RunQueue();
  let runs = 0;
  const again: SlicedTask = {
    runSlice() {
      if (++runs < 5) queue.add(again);
      return false;
    },
  };
  let others = 0;
  for (let i = 0; i < 100; i++) queue.add({ runSlice: () => ++others < 0 });
  queue.add(again);
  await new Promise((resolve) => setImmediate(resolve));
  expect(others).toBe(100);
  expect(runs).toBe(1);
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(runs).toBe(5);
});

test('a pacer waits for a turn only when there was none for a while', async () => {
  const pacer = new Pacer();
  expect(pacer.pause()).toBeUndefined();
  spin(11);
  await expect(pacer.pause()).resolves.toBeUndefined();
  expect(pacer.pause()).toBeUndefined();
});
