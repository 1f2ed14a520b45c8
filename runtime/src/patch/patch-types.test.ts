import type { Immutable, KubeObject, ObjectMeta } from '../meta/index.js';
import { jsonPatch, jsonPatchFrom, jsonPointer, mergeFrom, mergePatch, strategicMergePatch } from './index.js';
import type { Patch } from './index.js';

interface Pod extends KubeObject {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: ObjectMeta;
  spec: {
    containers: { name: string; image?: string | undefined }[];
    nodeName?: string | undefined;
    priority?: number | undefined;
  };
}
interface Deployment extends KubeObject {
  apiVersion: 'apps/v1';
  kind: 'Deployment';
  spec: { replicas?: number | undefined };
}

/** An object of which a schema says nothing within. */
interface Open extends KubeObject {
  spec: Record<string, unknown>;
}

/** Takes patches as a generated client does, and gives back what it was given. */
const pods = { patch: (_name: string, patch: Patch<Pod>): Patch<Pod> => patch };
const opens = { patch: (_name: string, patch: Patch<Open>): Patch<Open> => patch };
const deployments = { patch: (_name: string, patch: Patch<Deployment>): Patch<Deployment> => patch };

declare const pod: Pod;
declare const cached: Immutable<Pod>;

/** Compiled, never run: each `@ts-expect-error` is a mistake that must not compile. */
export function compiles(): void {
  pods.patch('a', mergePatch({ spec: { nodeName: 'n' }, metadata: { labels: { a: 'b', gone: null }, annotations: null } }));
  pods.patch('a', mergePatch<Pod>({ spec: { containers: [{ name: 'a' }] } }));
  pods.patch('a', strategicMergePatch({ spec: { containers: [{ name: 'a', $patch: 'delete' }], $retainKeys: ['containers'] } }));
  opens.patch('a', mergePatch({ spec: { size: 5, name: 'n', gone: null, more: [{ a: 1 }] } }));
  opens.patch('a', strategicMergePatch({ spec: { size: 5, more: [{ a: 1 }] } }));
  // @ts-expect-error a field of the wrong type
  pods.patch('a', mergePatch({ spec: { nodeName: 5 } }));
  // @ts-expect-error a field that the kind does not have
  pods.patch('a', mergePatch({ spec: { nodename: 'n' } }));
  // @ts-expect-error an array is replaced completely, so its items must be complete
  pods.patch('a', mergePatch({ spec: { containers: [{ image: 'i' }] } }));
  // @ts-expect-error a field that the items do not have
  pods.patch('a', strategicMergePatch({ spec: { containers: [{ imgae: 'i' }] } }));
  // @ts-expect-error a patch of another kind
  pods.patch('a', mergePatch<Deployment>({ spec: { replicas: 3 } }));

  // A Patch<unknown> is allowed for every object. A JSON Patch is always a Patch<unknown>.
  const labels = mergePatch({ metadata: { labels: { a: 'b' } } });
  pods.patch('a', labels);
  deployments.patch('a', labels);
  deployments.patch('a', jsonPatch([{ op: 'remove', path: jsonPointer('metadata', 'labels') }]));
  // @ts-expect-error not an object
  mergePatch('text');
  // @ts-expect-error an operation that needs a value
  jsonPatch([{ op: 'add', path: '/a' }]);
  // @ts-expect-error an operation that RFC 6902 does not define
  jsonPatch([{ op: 'merge', path: '/a', value: 1 }]);

  // From two objects; the original may come from a cache.
  const fromPods: Patch<Pod> = mergeFrom(pod, pod);
  const fromCache: Patch<Pod> = mergeFrom(cached, pod, { optimisticLock: true });
  const fromTwoCached: Patch<Pod> = jsonPatchFrom(cached, cached);
  pods.patch('a', fromPods);
  pods.patch('a', fromCache);
  pods.patch('a', fromTwoCached);
  // @ts-expect-error a patch of pods is not a patch of deployments
  deployments.patch('a', fromPods);
  // @ts-expect-error two objects of different kinds
  mergeFrom(cached, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: {} });
}

test('a patch has the type of its format', () => {
  expect(mergePatch({ a: 1 })).toEqual({ type: 'application/merge-patch+json', body: { a: 1 } });
  expect(strategicMergePatch({ a: 1 })).toEqual({ type: 'application/strategic-merge-patch+json', body: { a: 1 } });
  expect(jsonPatch([{ op: 'remove', path: '/a' }])).toEqual({
    type: 'application/json-patch+json',
    body: [{ op: 'remove', path: '/a' }],
  });
});

test('jsonPointer escapes ~ and /', () => {
  expect(jsonPointer('metadata', 'labels', 'example.com/a~b', 0)).toBe('/metadata/labels/example.com~1a~0b/0');
  expect(jsonPointer()).toBe('');
});
