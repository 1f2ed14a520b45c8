/** Lets the event loop turn until the condition holds. The time limit of the test is the only one: a busy machine is slow. */
export async function turnsUntil(holds: () => boolean, turn: () => Promise<void> = async () => {}): Promise<void> {
  while (!holds()) {
    await turn();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
