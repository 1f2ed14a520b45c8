import type { Bookmark, KubeObject, WatchEvent } from '../../meta/index.js';

/** The objects in the caches of the tests. */
export interface TestPod extends KubeObject {
  metadata: KubeObject['metadata'] & { name: string; resourceVersion: string };
  spec: { nodeName: string };
}

/** Creates a pod: `pod('default/web', '3')`. A name without a slash has no namespace. */
export function pod(key: string, resourceVersion = '1', labels?: Record<string, string>, nodeName = 'node-a'): TestPod {
  const [first = '', second] = key.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: second ?? first,
      ...(second === undefined ? {} : { namespace: first }),
      resourceVersion,
      ...(labels ? { labels } : {}),
    },
    spec: { nodeName },
  };
}

export const added = (object: TestPod): WatchEvent<TestPod> => ({ type: 'ADDED', object });
export const modified = (object: TestPod): WatchEvent<TestPod> => ({ type: 'MODIFIED', object });
export const deleted = (object: TestPod): WatchEvent<TestPod> => ({ type: 'DELETED', object });

export function bookmark(resourceVersion: string, initialEventsEnd = false): WatchEvent<TestPod> {
  const annotations = initialEventsEnd ? { 'k8s.io/initial-events-end': 'true' } : undefined;
  const object: Bookmark = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { resourceVersion, ...(annotations ? { annotations } : {}) },
  };
  return { type: 'BOOKMARK', object };
}

/** Returns the keys of objects with their versions, sorted. */
export function versions(
  pods: readonly {
    readonly metadata: {
      readonly namespace?: string | undefined;
      readonly name?: string | undefined;
      readonly resourceVersion?: string | undefined;
    };
  }[],
): string[] {
  return pods
    .map(
      ({ metadata }) =>
        `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name ?? ''}@${metadata.resourceVersion ?? ''}`,
    )
    .sort();
}
