/**
 * Waits for turns of the event loop until the condition returns true. Only the time limit of the test ends it, because a busy
 * machine is slow.
 */
export async function turnsUntil(holds: () => boolean, turn: () => Promise<void> = async () => {}): Promise<void> {
  while (!holds()) {
    await turn();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
