import * as fc from 'fast-check';
import type { PatchMeta } from '../meta/index.js';
import { growthOf } from '../util/testdata/growth.js';
import {
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  createJsonPatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  requireKeyUnchanged,
  requireMetadataKeyUnchanged,
  strategicMergeFrom,
  StrategicMergePatchError,
} from './index.js';
import { jsonEqual } from './merge-patch.js';

const meta: PatchMeta = {
  fields: {
    metadata: { fields: { finalizers: { strategies: ['merge'] } } },
    spec: {
      fields: {
        containers: { key: 'name', strategies: ['merge'], fields: { ports: { key: 'containerPort', strategies: ['merge'] } } },
        volumes: { key: 'name', strategies: ['merge', 'retainKeys'] },
        strategy: { strategies: ['retainKeys'] },
        selector: { strategies: ['replace'] },
        unkeyed: { strategies: ['merge'] },
      },
    },
  },
};

/** Returns the error that a function throws. */
function failureOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

const spec = (fields: object): object => ({ spec: fields });

describe('createTwoWayMergePatch', () => {
  test.each<[string, object, object, object]>([
    ['nothing changed', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, {}],
    ['a field was added, changed, removed', { a: 1, b: 2 }, { a: 3, c: 4 }, { a: 3, b: null, c: 4 }],
    ['undefined is absent', { a: 1, b: undefined }, { a: undefined, c: undefined }, { a: null }],
    ['a field of an object changed', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, { a: { b: 2 } }],
    ['an object became a list', { a: { b: 1 } }, { a: [1] }, { a: [1] }],
    ['an object is emptied', { a: { b: 1 } }, { a: {} }, { a: { b: null } }],
    ['a list without a strategy is sent completely', { a: [1, 2] }, { a: [1] }, { a: [1] }],
    [
      'an item changed',
      spec({ containers: [{ name: 'a', image: '1' }, { name: 'b' }] }),
      spec({ containers: [{ name: 'a', image: '2' }, { name: 'b' }] }),
      spec({ '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'a', image: '2' }] }),
    ],
    [
      'an item was removed',
      spec({ containers: [{ name: 'a' }, { name: 'b' }] }),
      spec({ containers: [{ name: 'b' }] }),
      spec({ '$setElementOrder/containers': [{ name: 'b' }], containers: [{ $patch: 'delete', name: 'a' }] }),
    ],
    [
      'all items were removed',
      spec({ containers: [{ name: 'a' }] }),
      spec({ containers: [] }),
      spec({ containers: [{ $patch: 'delete', name: 'a' }] }),
    ],
    ['the first items', spec({ containers: [] }), spec({ containers: [{ name: 'a' }] }), spec({ containers: [{ name: 'a' }] })],
    [
      'only the order changed',
      spec({ containers: [{ name: 'a' }, { name: 'b' }] }),
      spec({ containers: [{ name: 'b' }, { name: 'a' }] }),
      spec({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
    ],
    [
      'a list in an item of a list',
      spec({ containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] }),
      spec({ containers: [{ name: 'a', ports: [{ containerPort: 443 }, { containerPort: 80 }] }] }),
      spec({
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [
          {
            name: 'a',
            '$setElementOrder/ports': [{ containerPort: 443 }, { containerPort: 80 }],
            ports: [{ containerPort: 443 }],
          },
        ],
      }),
    ],
    [
      'items with the same key are compared in pairs',
      spec({
        containers: [
          { name: 'a', n: 1 },
          { name: 'a', n: 2 },
        ],
      }),
      spec({
        containers: [
          { name: 'a', n: 1 },
          { name: 'a', n: 3 },
        ],
      }),
      spec({ '$setElementOrder/containers': [{ name: 'a' }, { name: 'a' }], containers: [{ name: 'a', n: 3 }] }),
    ],
    [
      'scalars were added and removed',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c', 'b'] } },
      {
        metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['c', 'b'], finalizers: ['c'] },
      },
    ],
    ['unsorted scalars did not change', { metadata: { finalizers: ['b', 'a'] } }, { metadata: { finalizers: ['b', 'a'] } }, {}],
    [
      'scalars in another order',
      { metadata: { finalizers: ['b', 'a'] } },
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$setElementOrder/finalizers': ['a', 'b'] } },
    ],
    [
      'retained fields',
      spec({ strategy: { type: 'x', rolling: {} } }),
      spec({ strategy: { type: 'y' } }),
      spec({ strategy: { $retainKeys: ['type'], type: 'y', rolling: null } }),
    ],
    [
      'retained fields of an item',
      spec({ volumes: [{ name: 'a', emptyDir: {} }] }),
      spec({ volumes: [{ name: 'a', secret: {} }] }),
      spec({
        '$setElementOrder/volumes': [{ name: 'a' }],
        volumes: [{ $retainKeys: ['name', 'secret'], name: 'a', secret: {}, emptyDir: null }],
      }),
    ],
    [
      'an object with the strategy replace changed',
      spec({ selector: { a: 1 } }),
      spec({ selector: { b: 1 } }),
      spec({ selector: { b: 1 } }),
    ],
    ['an object with the strategy replace did not change', spec({ selector: { a: 1 } }), spec({ selector: { a: 1 } }), {}],
  ])('%s', (_, original, modified, patch) => {
    const given = structuredClone([original, modified]);
    expect(createTwoWayMergePatch(original, modified, meta)).toEqual(patch);
    expect([original, modified]).toEqual(given);
    if (_.includes('the same key')) return;
    expect(jsonEqual(applyStrategicMergePatch(original, patch, meta), modified)).toBe(true);
  });

  test.each<[string, object, object, string]>([
    [
      'an item without its key',
      spec({ containers: [{ name: 'a' }] }),
      spec({ containers: [{ image: 'i' }] }),
      'map: map[image:i] does not contain declared merge key: name',
    ],
    [
      'items of two types',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: [{}] } },
      'list element types are not identical: [[a] [map[]]]',
    ],
    [
      'a list of lists',
      { metadata: { finalizers: [['a']] } },
      { metadata: { finalizers: [] } },
      'lists of lists are not supported',
    ],
    [
      'objects without a merge key',
      spec({ unkeyed: [{}] }),
      spec({ unkeyed: [{}] }),
      'map: map[] does not contain declared merge key: ',
    ],
    ['no object', [], {}, 'a strategic merge patch can only be created from objects'],
  ])('%s is an error', (_, original, modified, message) => {
    expect(() => createTwoWayMergePatch(original, modified, meta)).toThrow(new StrategicMergePatchError(message, 'mismatch'));
  });

  test("without patch metadata, the lists of the object's metadata are merged", () => {
    const patch = createTwoWayMergePatch({ metadata: { finalizers: ['a', 'b'] } }, { metadata: { finalizers: ['b'] } });
    expect(patch).toEqual({ metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b'] } });
    expect(applyStrategicMergePatch({ metadata: { finalizers: ['c', 'a', 'b'] } }, patch)).toEqual({
      metadata: { finalizers: ['c', 'b'] },
    });
  });

  test('shares nothing with the objects', () => {
    const modified = { a: { b: [{ c: 1 }] } };
    const patch = createTwoWayMergePatch({}, modified);
    expect(patch).toEqual(modified);
    expect(patch['a']).not.toBe(modified.a);
  });

  test('a key __proto__ is handled as any other key', () => {
    const modified: object = JSON.parse('{"__proto__":{"polluted":1}}');
    expect(JSON.stringify(createTwoWayMergePatch({}, modified))).toBe('{"__proto__":{"polluted":1}}');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('the time for long lists is linear', () => {
    const growth = growthOf(500, (length) => {
      const names = Array.from({ length }, (_, i) => `item-${i}`);
      const object = { metadata: { finalizers: names }, spec: { containers: names.map((name) => ({ name })) } };
      const half = names.slice(length / 2).reverse();
      const other = { metadata: { finalizers: half }, spec: { containers: half.map((name) => ({ name, changed: true })) } };
      const patch = createTwoWayMergePatch(object, other, meta);
      expect(jsonEqual(applyStrategicMergePatch(object, patch, meta), other)).toBe(true);
    });
    expect(growth).toBeLessThan(24);
  });
});

describe('createThreeWayMergePatch', () => {
  const original = spec({ replicas: 1, paused: true, containers: [{ name: 'a', image: '1' }, { name: 'gone' }] });
  const modified = spec({ replicas: 1, containers: [{ name: 'a', image: '2' }] });

  test('sets changed fields, removes fields that were applied before, and leaves fields that others added', () => {
    const current = spec({
      replicas: 1,
      paused: true,
      ours: 1,
      containers: [{ name: 'sidecar' }, { name: 'a', image: '1', x: 1 }, { name: 'gone' }],
    });
    const patch = createThreeWayMergePatch(original, modified, current, meta);
    expect(patch).toEqual(
      spec({
        paused: null,
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [
          { name: 'a', image: '2' },
          { $patch: 'delete', name: 'gone' },
        ],
      }),
    );
    expect(applyStrategicMergePatch(current, patch, meta)).toEqual(
      spec({ replicas: 1, ours: 1, containers: [{ name: 'sidecar' }, { name: 'a', image: '2', x: 1 }] }),
    );
  });

  test('a field that others changed is a conflict with its path, unless overwrite is set', () => {
    const current = spec({ replicas: 1, paused: true, containers: [{ name: 'a', image: '3' }, { name: 'gone' }] });
    expect(() => createThreeWayMergePatch(original, modified, current, meta)).toThrow(
      new StrategicMergePatchError(
        'the patch would change spec.containers.a.image, which somebody else has changed: set overwrite, or start from the current object',
        'conflict',
      ),
    );
    const patch = createThreeWayMergePatch(original, modified, current, meta, { overwrite: true });
    expect(applyStrategicMergePatch(current, patch, meta)).toEqual(modified);
  });

  test.each<[string, object, object, object]>([
    ['the same change', { a: 1 }, { a: 2 }, { a: 2 }],
    [
      'items of a set that both remove',
      { metadata: { finalizers: ['a', 'b', 'c'] } },
      { metadata: { finalizers: ['b', 'c'] } },
      { metadata: { finalizers: ['a', 'c'] } },
    ],
    ['scalars in another order', { a: [1, 2] }, { a: [1, 2, 3] }, { a: [1, 2, 3] }],
  ])('%s is no conflict', (_, before, wanted, live) => {
    expect(() => createThreeWayMergePatch(before, wanted, live, meta)).not.toThrow();
  });

  test.each<[string, object, object, object]>([
    ['another value', { a: 1 }, { a: 2 }, { a: 3 }],
    ['a field that others removed', { a: 1 }, { a: 2 }, {}],
    ['a field that is removed and others changed', { a: { b: 1 } }, {}, { a: { b: 2 } }],
    [
      'an item that is removed and others changed',
      spec({ containers: [{ name: 'a', n: 1 }] }),
      spec({ containers: [] }),
      spec({ containers: [{ name: 'a', n: 2 }] }),
    ],
    ['a list of another length', { a: [1] }, { a: [1, 2] }, { a: [1, 2, 3] }],
  ])('%s is a conflict', (_, before, wanted, live) => {
    expect(failureOf(() => createThreeWayMergePatch(before, wanted, live, meta))).toMatchObject({ fault: 'conflict' });
  });
});

test('a precondition that fails is an error', () => {
  const [a, b] = [
    { kind: 'A', metadata: { name: 'a' } },
    { kind: 'B', metadata: { name: 'b' } },
  ];
  const preconditions = [requireKeyUnchanged('kind')];
  const named = [requireKeyUnchanged('apiVersion'), requireMetadataKeyUnchanged('name')];
  expect(failureOf(() => createTwoWayMergePatch(a, b, meta, { preconditions }))).toMatchObject({
    fault: 'precondition failed',
    message: 'precondition 0 failed: the patch changes kind, metadata',
  });
  expect(failureOf(() => createThreeWayMergePatch(a, b, a, meta, { preconditions: named }))).toMatchObject({
    fault: 'precondition failed',
    message: 'precondition 1 failed: the patch changes kind, metadata',
  });
  expect(createTwoWayMergePatch(a, { ...a, more: 1 }, meta, { preconditions: [...preconditions, ...named] })).toEqual({
    more: 1,
  });
});

test('strategicMergeFrom locks on the resourceVersion of the original', () => {
  const original = { metadata: { resourceVersion: '7', finalizers: ['a'] } };
  expect(
    strategicMergeFrom(original, { metadata: { resourceVersion: '8', finalizers: ['a'] } }, undefined, { optimisticLock: true }),
  ).toEqual({
    type: 'application/strategic-merge-patch+json',
    body: { metadata: { resourceVersion: '7' } },
  });
  expect(strategicMergeFrom(original, original, meta).body).toEqual({});
});

test('the patch turns the original into the modified object', () => {
  const keyed = fc.uniqueArray(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), n: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: ['name'] }),
    { selector: ({ name }) => name },
  );
  const object = fc.record(
    {
      metadata: fc.record({ finalizers: fc.uniqueArray(fc.constantFrom('x', 'y', 'z', 'constructor')) }),
      spec: fc.record(
        { containers: keyed, volumes: keyed, strategy: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.integer()) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(object, object, (original, modified) =>
      jsonEqual(applyStrategicMergePatch(original, createTwoWayMergePatch(original, modified, meta), meta), modified),
    ),
    { numRuns: 200 },
  );
});

describe('values that are nested too deeply', () => {
  let deep: object = {};
  for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? { a: deep } : { a: [deep] };
  const cyclic: { a?: object } = {};
  cyclic.a = cyclic;

  test.each<[string, (value: object) => unknown]>([
    ['createTwoWayMergePatch', (value) => createTwoWayMergePatch(value, {})],
    ['createThreeWayMergePatch', (value) => createThreeWayMergePatch({}, {}, value)],
    ['applyStrategicMergePatch', (value) => applyStrategicMergePatch({}, value)],
    ['createMergePatch', (value) => createMergePatch(value, {})],
    ['applyMergePatch', (value) => applyMergePatch({}, value)],
    ['createJsonPatch', (value) => createJsonPatch({}, value)],
  ])('%s throws an error of one line', (_, act) => {
    expect(() => act(deep)).toThrow(/^a patch cannot have more than 500 levels/);
    expect(() => act(cyclic)).toThrow(/nested too deeply, or contains itself$/);
  });
});
