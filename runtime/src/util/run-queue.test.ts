import { EventLoopYielder, RunQueue, type SlicedTask } from './run-queue.js';

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

test('tasks that fill their slices take turns, and the event loop runs between them', async () => {
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

test('short tasks share one turn, and a task that adds itself waits for the next', async () => {
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

test('an EventLoopYielder waits only if the event loop had no turn for a while', async () => {
  const yielder = new EventLoopYielder();
  expect(yielder.yieldIfDue()).toBeUndefined();
  spin(11);
  await expect(yielder.yieldIfDue()).resolves.toBeUndefined();
  expect(yielder.yieldIfDue()).toBeUndefined();
});
