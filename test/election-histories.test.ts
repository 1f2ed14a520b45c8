/** A short run of the election simulator; `npm run conformance` runs 10,000 histories. */
import { runHistories } from '../conformance/elections/history.js';
import { plantedFaults } from '../conformance/elections/planted-faults.js';

test.each(['restarts', 'deletions'] as const)('no two candidates lead at once in 60 histories with %s', async (kind) => {
  const { violations, terms, writes } = await runHistories(kind, { count: 60 });
  expect(violations).toEqual([]);
  // In these histories, leadership changes and leaders write.
  expect(terms).toBeGreaterThan(120);
  expect(writes).toBeGreaterThan(400);
});

test.each(plantedFaults)('histories find $name', async ({ kind, planted }) => {
  const { violations } = await runHistories(kind, { count: 300, planted, untilFound: true });
  expect(violations).toHaveLength(1);
});
