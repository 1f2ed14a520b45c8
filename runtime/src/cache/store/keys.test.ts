import { pod } from '../testdata/pods.js';
import { deletionHandlingMetaNamespaceKeyFunc, KeyError, metaNamespaceKeyFunc, splitMetaNamespaceKey } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

test.each([
  ['default/web', 'default/web'],
  ['web', 'web'],
])('the key of %s has a namespace if the object has one', (key, wanted) => {
  expect(metaNamespaceKeyFunc(pod(key))).toBe(wanted);
  expect(deletionHandlingMetaNamespaceKeyFunc(pod(key))).toBe(wanted);
});

test('an empty namespace counts as absent', () => {
  expect(metaNamespaceKeyFunc({ metadata: { namespace: '', name: 'web' } })).toBe('web');
});

test('an object without metadata has no key', () => {
  for (const nothing of [{}, null, undefined] as never[]) {
    expect(() => metaNamespaceKeyFunc(nothing)).toThrow(KeyError);
    expect(() => metaNamespaceKeyFunc(nothing)).toThrow("couldn't create key for object: object has no meta");
  }
});

test('deletionHandlingMetaNamespaceKeyFunc returns the key of a tombstone', () => {
  expect(deletionHandlingMetaNamespaceKeyFunc(new DeletedFinalStateUnknown('a/b', pod('c/d')))).toBe('a/b');
});

test('isDeletedFinalStateUnknown accepts tombstones of this and of another copy of the package', () => {
  expect(isDeletedFinalStateUnknown(new DeletedFinalStateUnknown('a', undefined))).toBe(true);
  const foreign = { key: 'a', obj: undefined, [Symbol.for('kube-client-runtime.DeletedFinalStateUnknown')]: true };
  expect(isDeletedFinalStateUnknown<unknown>(foreign)).toBe(true);
  expect(isDeletedFinalStateUnknown<unknown>(pod('a'))).toBe(false);
  expect(isDeletedFinalStateUnknown<unknown>(null)).toBe(false);
  expect(isDeletedFinalStateUnknown<unknown>('a')).toBe(false);
});

test.each([
  ['a/b', { namespace: 'a', name: 'b' }],
  ['b', { namespace: '', name: 'b' }],
  ['', { namespace: '', name: '' }],
  ['/b', { namespace: '', name: 'b' }],
])('splitMetaNamespaceKey splits %j', (key, wanted) => {
  expect(splitMetaNamespaceKey(key)).toEqual(wanted);
});

test.each([
  ['a/b/c', '"a/b/c"'],
  ['//\u0000', '"//\\x00"'],
])('splitMetaNamespaceKey throws for %j, which has two slashes', (key, quoted) => {
  expect(() => splitMetaNamespaceKey(key)).toThrow(`unexpected key format: ${quoted}`);
});
