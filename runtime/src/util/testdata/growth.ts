/** The fastest of several rounds counts, because garbage collection or compilation may slow a round down. */
const rounds = 5;

/**
 * Returns the ratio of the CPU times of `work` for a size eight times as large: about 8 if linear, 64 if quadratic. Waiting for
 * the CPU does not count.
 *
 * `size` must be large enough for some milliseconds of work.
 */
export function growthOf(size: number, work: (size: number) => void): number {
  // Run both sizes once, so that the code is compiled.
  const [small, large] = [size, 8 * size];
  for (const warm of [small, large]) work(warm);
  return fastest(() => work(large)) / fastest(() => work(small));
}

function fastest(work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return user + system;
  });
  return Math.max(Math.min(...times), 1);
}
