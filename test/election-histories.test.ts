/** A short run of the election simulator; `npm run conformance` runs 10,000 histories. */
import { runHistories } from '../conformance/elections/history.js';
import { plantedFaults } from '../conformance/elections/planted-faults.js';

test.each(['restarts', 'deletions'] as const)('no two candidates lead at once in 150 histories with %s', async (kind) => {
  const { violations, terms, writes } = await runHistories(kind, { count: 150 });
  expect(violations).toEqual([]);
  // The histories are about something: leadership changes hands, and leaders write.
  expect(terms).toBeGreaterThan(300);
  expect(writes).toBeGreaterThan(1_000);
});

test.each(plantedFaults)('histories find $name', async ({ kind, planted }) => {
  const { violations } = await runHistories(kind, { count: 300, planted, untilFound: true });
  expect(violations).toHaveLength(1);
});
