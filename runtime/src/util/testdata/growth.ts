/** Rounds are repeated, because a collection of garbage or the compiler may fall into one. The fastest of them counts. */
const rounds = 5;

/**
 * Returns how many times as much CPU time `work` takes for eight times the size: about 8 where it is linear, 64 where it is
 * quadratic. `size` must be large enough for some milliseconds of work. Waiting for the CPU does not count.
 */
export function growthOf(size: number, work: (size: number) => void): number {
  // Both sizes run once before, so that the code is compiled.
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
