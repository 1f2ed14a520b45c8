import { runHistories, type HistoryKind } from '../../elections/history.js';

const cases = Number(process.env['CONFORMANCE_CASES']);
const seed = Number(process.env['CONFORMANCE_SEED']);

/** Defines tests that run `count` histories or more: as many as a property has random cases in each test. */
export function describeHistories(kind: HistoryKind, count: number): void {
  const blocks = Array.from({ length: Math.ceil(count / cases) }, (_, block) => seed + block * cases);
  test.each(blocks)('no two candidates lead at once in the histories of the seeds from %i on', async (firstSeed) => {
    const { violations, terms } = await runHistories(kind, { firstSeed, count: cases });
    expect(violations).toEqual([]);
    expect(terms).toBeGreaterThan(0);
  });
}
