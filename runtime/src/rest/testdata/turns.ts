/** Lets the event loop turn until something holds. Rejects when it has not after many turns. */
export async function turnsUntil(holds: () => boolean, turn: () => Promise<void> = async () => {}): Promise<void> {
  const deadline = process.hrtime.bigint() + 4_000_000_000n;
  while (!holds()) {
    if (process.hrtime.bigint() > deadline) throw new Error('it did not come to hold');
    await turn();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
