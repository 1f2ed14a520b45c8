import { jsonPatchFrom, mergeFrom } from './index.js';

interface Thing {
  metadata: { name: string; resourceVersion: string; labels: Record<string, string> };
  spec: { replicas: number; ports: number[] };
}

const original: Thing = { metadata: { name: 'a', resourceVersion: '7', labels: { x: '1' } }, spec: { replicas: 1, ports: [80] } };
const modified: Thing = {
  metadata: { name: 'a', resourceVersion: '7', labels: { y: '2' } },
  spec: { replicas: 1, ports: [80, 443] },
};

describe('mergeFrom', () => {
  test('contains the changed fields, and complete arrays', () => {
    expect(mergeFrom(original, modified)).toEqual({
      type: 'application/merge-patch+json',
      body: { metadata: { labels: { x: null, y: '2' } }, spec: { ports: [80, 443] } },
    });
  });

  test('with an optimistic lock, contains the resourceVersion of the original, not of the modified object', () => {
    const newer = { ...modified, metadata: { ...modified.metadata, resourceVersion: '9' } };
    expect(mergeFrom(original, newer, { optimisticLock: true }).body).toEqual({
      metadata: { labels: { x: null, y: '2' }, resourceVersion: '7' },
      spec: { ports: [80, 443] },
    });
    expect(mergeFrom(original, original, { optimisticLock: true }).body).toEqual({ metadata: { resourceVersion: '7' } });
  });

  test('the original may be frozen', () => {
    expect(mergeFrom(Object.freeze({ a: 1 }), { a: 2 }).body).toEqual({ a: 2 });
  });

  test.each([{}, { metadata: {} }, { metadata: { resourceVersion: '' } }])('%j has no resourceVersion to lock on', (object) => {
    expect(() => mergeFrom<object>(object, { a: 1 }, { optimisticLock: true })).toThrow(/needs the metadata.resourceVersion/);
    expect(() => jsonPatchFrom<object>(object, { a: 1 }, { optimisticLock: true })).toThrow(/needs the metadata.resourceVersion/);
  });
});

describe('jsonPatchFrom', () => {
  test('contains the operations', () => {
    const patch = jsonPatchFrom(original, { ...modified, spec: original.spec });
    expect(patch.type).toBe('application/json-patch+json');
    expect(patch.body).toEqual([
      { op: 'remove', path: '/metadata/labels/x' },
      { op: 'add', path: '/metadata/labels/y', value: '2' },
    ]);
  });

  test('with an optimistic lock, the patch tests the resourceVersion first', () => {
    expect(jsonPatchFrom(original, original, { optimisticLock: true }).body).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '7' },
    ]);
  });
});
