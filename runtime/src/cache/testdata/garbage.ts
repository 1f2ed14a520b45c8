import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- Node's types cannot know what a script gives.
const collect: () => void = runInNewContext('gc');

/** How many of the objects are still held by something, when all that can be collected is. */
export async function stillHeld(refs: readonly WeakRef<object>[]): Promise<number> {
  // A reference that was looked at lives until the turn of the event loop is over.
  for (let round = 0; round < 2; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  await new Promise((resolve) => setImmediate(resolve));
  return refs.filter((ref) => ref.deref() !== undefined).length;
}
