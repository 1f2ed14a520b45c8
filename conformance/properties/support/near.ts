/** Throws if a delay in milliseconds differs from Go's. Go counts integer nanoseconds and truncates fractions. */
export function expectNear(given: number, wanted: unknown): void {
  if (typeof wanted !== 'number') throw new Error(`the oracle's delay is no number: ${String(wanted)}`);
  if (Math.abs(given - wanted) > 1e-5 + 1e-5 * Math.abs(wanted)) throw new Error(`${given} ms where Go waits ${wanted} ms`);
}
