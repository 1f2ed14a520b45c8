import { addFinalizer, containsFinalizer, removeFinalizer } from './index.js';
import type { Immutable, KubeObject } from './index.js';

const object = (finalizers?: string[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: finalizers ? { finalizers } : {},
});

test('addFinalizer adds once at the end, and returns whether it added', () => {
  const pod = object(['a']);
  expect(addFinalizer(pod, 'b')).toBe(true);
  expect(addFinalizer(pod, 'b')).toBe(false);
  expect(pod.metadata.finalizers).toEqual(['a', 'b']);
  const bare = object();
  expect(addFinalizer(bare, 'a')).toBe(true);
  expect(bare.metadata.finalizers).toEqual(['a']);
});

test('removeFinalizer removes all occurrences, and returns whether it removed any', () => {
  const pod = object(['a', 'b', 'a']);
  expect(removeFinalizer(pod, 'a')).toBe(true);
  expect(pod.metadata.finalizers).toEqual(['b']);
  expect(removeFinalizer(pod, 'a')).toBe(false);
  expect(removeFinalizer(object(), 'a')).toBe(false);
});

test('containsFinalizer', () => {
  expect(containsFinalizer(object(['a']), 'a')).toBe(true);
  expect(containsFinalizer(object(['a']), 'b')).toBe(false);
  expect(containsFinalizer(object(), 'a')).toBe(false);
});

/** Only compiled, never called. */
export function compiles(cached: Immutable<KubeObject>): void {
  containsFinalizer(cached, 'a');
  // @ts-expect-error an object from a cache is not changed
  addFinalizer(cached, 'a');
  // @ts-expect-error an object from a cache is not changed
  removeFinalizer(cached, 'a');
}
