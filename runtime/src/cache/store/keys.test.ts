import { pod } from '../testdata/pods.js';
import { deletionHandlingMetaNamespaceKeyFunc, KeyError, metaNamespaceKeyFunc, splitMetaNamespaceKey } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

test.each([
  ['default/web', 'default/web'],
  ['web', 'web'],
])('the key of %s', (key, wanted) => {
  expect(metaNamespaceKeyFunc(pod(key))).toBe(wanted);
  expect(deletionHandlingMetaNamespaceKeyFunc(pod(key))).toBe(wanted);
});

test('an empty namespace is none', () => {
  expect(metaNamespaceKeyFunc({ metadata: { namespace: '', name: 'web' } })).toBe('web');
});

test('something without metadata has no key', () => {
  for (const nothing of [{}, null, undefined] as never[]) {
    expect(() => metaNamespaceKeyFunc(nothing)).toThrow(KeyError);
    expect(() => metaNamespaceKeyFunc(nothing)).toThrow("couldn't create key for object: object has no meta");
  }
});

test('a tombstone has the key that it carries', () => {
  expect(deletionHandlingMetaNamespaceKeyFunc(new DeletedFinalStateUnknown('a/b', pod('c/d')))).toBe('a/b');
});

test('a tombstone is told from an object, also when another copy of the package made it', () => {
  expect(isDeletedFinalStateUnknown(new DeletedFinalStateUnknown('a', undefined))).toBe(true);
  const foreign = { key: 'a', obj: undefined, [Symbol.for('kube-client-runtime/DeletedFinalStateUnknown')]: true };
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
])('%j is taken apart', (key, wanted) => {
  expect(splitMetaNamespaceKey(key)).toEqual(wanted);
});

test.each([
  ['a/b/c', '"a/b/c"'],
  ['//\u0000', '"//\\x00"'],
])('%j, a key with two slashes, is refused', (key, quoted) => {
  expect(() => splitMetaNamespaceKey(key)).toThrow(`unexpected key format: ${quoted}`);
});
