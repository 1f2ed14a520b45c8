import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- Node's types cannot know what a script gives.
const collect: () => void = runInNewContext('gc');

/** How many of the objects are still held by something, when all that can be collected is. */
export async function stillHeld(refs: readonly WeakRef<object>[]): Promise<number> {
  // A reference that was looked at lives until the turn of the event loop is over.
  await collectAll();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

/** How many bytes of the heap something takes that `make` makes. */
export async function heapOf(make: () => unknown): Promise<number> {
  await collectAll();
  const before = process.memoryUsage().heapUsed;
  const made = [make()];
  await collectAll();
  const bytes = process.memoryUsage().heapUsed - before;
  // Held until here.
  made.pop();
  return bytes;
}

/** Until there is nothing more to be had: what earlier test files have left behind goes in several rounds. */
async function collectAll(): Promise<void> {
  let before = Infinity;
  for (let round = 0; round < 2 || process.memoryUsage().heapUsed < 0.99 * before; round++) {
    before = process.memoryUsage().heapUsed;
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  await new Promise((resolve) => setImmediate(resolve));
}
