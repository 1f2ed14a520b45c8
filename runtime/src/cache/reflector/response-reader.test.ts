import { linkSignals, newFakeClock } from '../../util/index.js';
import { settle } from '../testdata/scripted-source.js';
import type { WatchProgress } from './lister-watcher.js';
import { ResponseReader, type ReadOutcome } from './response-reader.js';

/** A reader whose source sends what the test pushes. `undefined` is the end. */
function setup() {
  const clock = newFakeClock();
  const parts: (readonly number[] | Error | undefined)[] = [];
  let wake = (): void => {};
  let report: (progress: WatchProgress) => void = () => {};
  let closed = false;
  const controller = new AbortController();
  async function* source(): AsyncGenerator<readonly number[]> {
    try {
      for (;;) {
        while (parts.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const part = parts.shift();
        if (part === undefined) return;
        if (part instanceof Error) throw part;
        yield part;
      }
    } finally {
      closed = true;
    }
  }
  const reader = new ResponseReader<readonly number[], number>(
    linkSignals(controller.signal),
    clock,
    (signal, onProgress) => {
      report = onProgress;
      signal.addEventListener('abort', () => push(undefined));
      return source();
    },
    (batch) => batch,
  );
  const push = (part: readonly number[] | Error | undefined): void => {
    parts.push(part);
    wake();
  };
  const outcomes: ReadOutcome['type'][] = [];
  const wait = (deadline?: number) => void reader.wait(deadline).then(({ type }) => outcomes.push(type));
  return { clock, reader, push, wait, outcomes, report: (progress: WatchProgress) => report(progress), isClosed: () => closed };
}

test('events of a batch are returned one at a time, then the reader waits for the next batch', async () => {
  const { reader, push, wait, outcomes } = setup();
  expect(reader.take()).toBeUndefined();
  push([1, 2]);
  expect(await reader.wait(undefined)).toEqual({ type: 'arrived' });
  expect([reader.take(), reader.take(), reader.take()]).toEqual([1, 2, undefined]);
  wait();
  await settle();
  expect(outcomes).toEqual([]);
  push([3]);
  await settle();
  expect([outcomes, reader.take()]).toEqual([['arrived'], 3]);
  await reader.close();
});

test('outcomes that came while nobody waited are returned in their order, each batch as one', async () => {
  const { reader, push, report } = setup();
  report({ type: 'sent' });
  push([1]);
  await settle();
  report({ type: 'answered' });
  expect([(await reader.wait(0)).type, (await reader.wait(0)).type, reader.take()]).toEqual(['sent', 'arrived', 1]);
  expect((await reader.wait(0)).type).toBe('answered');
  await reader.close();
});

test('the end and the failure of the source are outcomes', async () => {
  const ending = setup();
  ending.push(undefined);
  expect(await ending.reader.wait(undefined)).toEqual({ type: 'ended' });
  const failing = setup();
  const error = new Error('reset');
  failing.push(error);
  expect(await failing.reader.wait(undefined)).toEqual({ type: 'failed', error });
});

test('a source that throws at once when it is read has failed', async () => {
  const error = new Error('no');
  const open = () => ({
    [Symbol.asyncIterator]: () => ({
      next: (): never => {
        throw error;
      },
    }),
  });
  const reader = new ResponseReader<never, never>(linkSignals(), newFakeClock(), open, () => []);
  expect(await reader.wait(undefined)).toEqual({ type: 'failed', error });
  await reader.close();
});

describe('the deadline', () => {
  test('ends a wait, and needs one timer however often it moves', async () => {
    const { clock, reader, push, wait, outcomes } = setup();
    for (let i = 1; i <= 5; i++) {
      wait(i * 1000 + 10_000);
      push([i]);
      await settle();
      expect(clock.pending).toBe(1);
    }
    wait(16_000);
    await clock.advanceAsync(15_999);
    expect(outcomes).toEqual(Array(5).fill('arrived'));
    await clock.advanceAsync(1);
    expect(outcomes.at(-1)).toBe('timeout');
    await reader.close();
    expect(clock.pending).toBe(0);
  });

  test('that comes earlier than the last one has a timer of its own', async () => {
    const { clock, reader, push, wait, outcomes } = setup();
    wait(60_000);
    push([1]);
    await settle();
    wait(5_000);
    await clock.advanceAsync(5_000);
    expect(outcomes).toEqual(['arrived', 'timeout']);
    await reader.close();
  });

  test('that passed while the driver was busy is extended once by a second, in which the response may arrive', async () => {
    const { clock, reader, push, wait, outcomes } = setup();
    await clock.advanceAsync(20_000);
    wait(10_000);
    await clock.advanceAsync(999);
    expect(outcomes).toEqual([]);
    push([1]);
    await settle();
    expect(outcomes).toEqual(['arrived']);
    wait(10_000);
    await settle();
    expect(outcomes).toEqual(['arrived', 'timeout']);
    await reader.close();
  });

  test('of a wait that has none does not end it', async () => {
    const { clock, reader, push, wait, outcomes } = setup();
    wait(10_000);
    push([1]);
    await settle();
    wait();
    await clock.advanceAsync(60_000);
    expect(outcomes).toEqual(['arrived']);
    await reader.close();
  });
});

test('an interrupted reader returns nothing more, and closing it ends the source and the timer', async () => {
  const { clock, reader, push, wait, outcomes, isClosed } = setup();
  push([1, 2]);
  wait(10_000);
  await settle();
  expect(reader.take()).toBe(1);
  reader.interrupt();
  expect(reader.take()).toBeUndefined();
  expect((await reader.wait(10_000)).type).toBe('interrupted');
  await reader.close();
  expect([outcomes, isClosed(), clock.pending]).toEqual([['arrived'], true, 0]);
});
