import { parallelizeUntil } from './parallelize.js';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

test.each([
  { pieces: 1000, workers: 10, chunkSize: 1 },
  { pieces: 1000, workers: 10, chunkSize: 10 },
  { pieces: 1000, workers: 10, chunkSize: 100 },
  { pieces: 999, workers: 10, chunkSize: 13 },
  { pieces: 3, workers: 10, chunkSize: 1 },
  { pieces: 0, workers: 10, chunkSize: 1 },
])('processes every piece once: %p', async ({ pieces, workers, chunkSize }) => {
  const seen = new Array<number>(pieces).fill(0);
  let atOnce = 0;
  let most = 0;
  await parallelizeUntil(
    undefined,
    workers,
    pieces,
    async (piece) => {
      most = Math.max(most, ++atOnce);
      await turn();
      atOnce--;
      seen[piece]!++;
    },
    { chunkSize },
  );
  expect(seen.every((count) => count === 1)).toBe(true);
  expect(most).toBeLessThanOrEqual(workers);
  if (pieces >= workers * chunkSize) expect(most).toBe(workers);
});

test('starts no piece after the signal, and resolves when the started pieces have ended', async () => {
  const controller = new AbortController();
  let begun = 0;
  let done = 0;
  await parallelizeUntil(controller.signal, 2, 100, async () => {
    if (++begun === 4) controller.abort();
    await turn();
    done++;
  });
  expect(begun).toBe(4);
  expect(done).toBe(4);
});

test('rejects with the first failure when the started pieces have ended, and starts no more', async () => {
  let done = 0;
  const run = parallelizeUntil(undefined, 2, 100, async (piece) => {
    await turn();
    if (piece === 1) throw new Error('piece 1');
    done++;
  });
  await expect(run).rejects.toThrow('piece 1');
  expect(done).toBeLessThan(4);
});
