import { FinalizeError, newFinalizers, type FinalizableObject } from './finalizers.js';

const { signal } = new AbortController();
const object = (finalizers: string[], deleted = true): FinalizableObject => ({
  metadata: { finalizers, ...(deleted && { deletionTimestamp: '2026-01-02T15:04:05Z' }) },
});
/** Creates finalizers with these names, and records their calls. */
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

test('an object that is not being deleted gets the finalizers that it lacks, and no finalizer is called', async () => {
  const { called, finalizers } = withFinalizers(['a', 'b']);
  const alive = object(['other', 'b'], false);
  expect(await finalizers.finalize(alive, signal)).toEqual({ updated: true, statusUpdated: false });
  expect(alive.metadata.finalizers).toEqual(['other', 'b', 'a']);
  expect(await finalizers.finalize(alive, signal)).toEqual({ updated: false, statusUpdated: false });
  expect(called).toEqual([]);
});

test('finalizers of a deleted object are called in order, and only those that succeed are removed', async () => {
  const { called, finalizers } = withFinalizers(['a', 'b', 'c']);
  const going = object(['c', 'other', 'a']);
  expect(await finalizers.finalize(going, signal)).toEqual({ updated: true, statusUpdated: false });
  expect(called).toEqual(['a', 'c']);
  expect(going.metadata.finalizers).toEqual(['other']);
  expect(await finalizers.finalize(going, signal)).toEqual({ updated: false, statusUpdated: false });
  expect(called).toEqual(['a', 'c']);
});

test('a finalizer that fails keeps its name, does not stop the others, and is reported with the changes', async () => {
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

test('a finalizer can report a changed status', async () => {
  const { finalizers } = withFinalizers(['a', 'b'], async (name) => ({ statusUpdated: name === 'a' }));
  expect(await finalizers.finalize(object(['a', 'b']), signal)).toEqual({ updated: true, statusUpdated: true });
});

test('no finalizer is called after the signal has fired', async () => {
  const { called, finalizers } = withFinalizers(['a']);
  await expect(finalizers.finalize(object(['a']), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  expect(called).toEqual([]);
});

test('a name can be registered once', () => {
  const { finalizers } = withFinalizers(['a']);
  expect(() => finalizers.register('a', async () => {})).toThrow('finalizer for key "a" already registered');
});
