import { FinalizeError, newFinalizers, type FinalizableObject } from './finalizers.js';

const { signal } = new AbortController();
const object = (finalizers: string[], deleted = true): FinalizableObject => ({
  metadata: { finalizers, ...(deleted && { deletionTimestamp: '2026-01-02T15:04:05Z' }) },
});
/** Finalizers of these names, and which of them were called. */
function withFinalizers(
  names: readonly string[],
  outcome: (name: string) => Promise<{ statusUpdated?: boolean }> = async () => ({}),
) {
  const called: string[] = [];
  const finalizers = newFinalizers();
  for (const name of names) {
    finalizers.register(name, (_object, given) => {
      expect(given).toBe(signal);
      called.push(name);
      return outcome(name);
    });
  }
  return { called, finalizers };
}

test('an object that lives is given all finalizers that it lacks, and none is called', async () => {
  const { called, finalizers } = withFinalizers(['a', 'b']);
  const alive = object(['other', 'b'], false);
  expect(await finalizers.finalize(alive, signal)).toEqual({ updated: true, statusUpdated: false });
  expect(alive.metadata.finalizers).toEqual(['other', 'b', 'a']);
  expect(await finalizers.finalize(alive, signal)).toEqual({ updated: false, statusUpdated: false });
  expect(called).toEqual([]);
});

test('an object that is being deleted is cleaned up in order, and only what succeeded is taken out', async () => {
  const { called, finalizers } = withFinalizers(['a', 'b', 'c']);
  const going = object(['c', 'other', 'a']);
  expect(await finalizers.finalize(going, signal)).toEqual({ updated: true, statusUpdated: false });
  expect(called).toEqual(['a', 'c']);
  expect(going.metadata.finalizers).toEqual(['other']);
  expect(await finalizers.finalize(going, signal)).toEqual({ updated: false, statusUpdated: false });
  expect(called).toEqual(['a', 'c']);
});

test('one that fails keeps its name, holds up no other, and is told of together with what changed', async () => {
  const { called, finalizers } = withFinalizers(['a', 'b', 'c'], (name) =>
    name === 'b' ? Promise.reject(new Error('not yet')) : Promise.resolve({ statusUpdated: name === 'c' }),
  );
  const going = object(['a', 'b', 'c']);
  const error: unknown = await finalizers.finalize(going, signal).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FinalizeError);
  expect(error).toMatchObject({
    message: 'finalizer "b" failed: not yet',
    errors: [expect.objectContaining({ cause: new Error('not yet') })],
    result: { updated: true, statusUpdated: true },
  });
  expect(called).toEqual(['a', 'b', 'c']);
  expect(going.metadata.finalizers).toEqual(['b']);
});

test('one that changed the status says so', async () => {
  const { finalizers } = withFinalizers(['a', 'b'], async (name) => ({ statusUpdated: name === 'a' }));
  expect(await finalizers.finalize(object(['a', 'b']), signal)).toEqual({ updated: true, statusUpdated: true });
});

test('none is begun after the signal has fired', async () => {
  const { called, finalizers } = withFinalizers(['a']);
  await expect(finalizers.finalize(object(['a']), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  expect(called).toEqual([]);
});

test('a name is taken once', () => {
  const { finalizers } = withFinalizers(['a']);
  expect(() => finalizers.register('a', async () => {})).toThrow('finalizer for key "a" already registered');
});
