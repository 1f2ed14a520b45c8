import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- Node's types do not include the result of a script.
const collect: () => void = runInNewContext('gc');

/** Returns the number of objects that are still referenced after garbage collection. */
export async function stillHeld(refs: readonly WeakRef<object>[]): Promise<number> {
  // A dereferenced WeakRef keeps its object alive until the end of the turn of the event loop.
  await collectAll();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

/** Returns the size of the result of `make` on the heap. Unit: bytes */
export async function heapOf(make: () => unknown): Promise<number> {
  await collectAll();
  const before = process.memoryUsage().heapUsed;
  const made = [make()];
  await collectAll();
  const bytes = process.memoryUsage().heapUsed - before;
  // Keeps the value referenced until here.
  made.pop();
  return bytes;
}

/** Collects garbage until the heap no longer shrinks. Objects of earlier test files need several rounds. */
async function collectAll(): Promise<void> {
  let before = Infinity;
  for (let round = 0; round < 2 || process.memoryUsage().heapUsed < 0.99 * before; round++) {
    before = process.memoryUsage().heapUsed;
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  await new Promise((resolve) => setImmediate(resolve));
}
