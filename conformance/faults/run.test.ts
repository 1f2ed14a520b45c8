import { startApiServer } from 'kube-client-testing';
import { runFaults, type FaultReport, type FaultRunOptions } from './run.js';

async function run(options: Partial<FaultRunOptions>): Promise<FaultReport> {
  const server = await startApiServer({ tokens: ['faults'] });
  const subject = {
    config: { ...server.restConfig(), bearerToken: 'faults' },
    compact: async () => server.compact(),
    restart: () => server.restart(),
  };
  try {
    return await runFaults(subject, { ...{ seed: 1, faults: 0, restarts: 0, subjects: 2, objects: 10 }, ...options });
  } finally {
    await server.stop();
  }
}

test('a run ends with a comparison of every cache with a list of the server', async () => {
  const { lost, invented, compared } = await run({ faults: 12, restarts: 1 });
  expect({ lost, invented, compared }).toEqual({ lost: [], invented: [], compared: 4 });
});

test('the comparison at the end finds an event that was lost', async () => {
  const { lost, invented } = await run({ plant: true, catchUpMs: 60_000 });
  expect(invented).toEqual([]);
  const views = ['the cache', 'the lister', 'the index', 'the worker', 'the first handler', 'the slow handler'];
  expect(lost).toEqual([
    "faults-1-0, at the end: Error: not within 60 s of the program's time",
    ...views.map((view): unknown =>
      expect.stringMatching(`^faults-1-0, at the end: pods: ${view} has (object-\\d+) at \\d+, the server \\1 at \\d+$`),
    ),
  ]);
});
