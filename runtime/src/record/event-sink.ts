import { namespacedClient } from '../client/index.js';
import type { KubeList, NamespacedResource } from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import type { CoreEvent, NewCoreEvent } from './event.js';

/** Stores events. Both reject with a `StatusError` where the server refuses, and with anything else where it cannot be reached. */
export interface EventSink {
  /** Stores a new event in its own namespace, and resolves with what was stored. */
  create(event: NewCoreEvent, signal: AbortSignal): Promise<CoreEvent>;
  /** Changes the stored event that has the name and namespace of this one, and resolves with what was stored. */
  patch(event: NewCoreEvent, patch: Patch<CoreEvent>, signal: AbortSignal): Promise<CoreEvent>;
}

/** Stores events through `rest`, as Events of the core group. */
export function newEventSink(rest: RESTClient): EventSink {
  return {
    create: async (event, signal) => namespacedClient(rest, events, event.metadata.namespace).create(event, { signal }),
    patch: async ({ metadata: { namespace, name } }, patch, signal) =>
      namespacedClient(rest, events, namespace).patch(name, patch, { signal }),
  };
}

const events: NamespacedResource<CoreEvent, KubeList<CoreEvent>> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  listKind: 'EventList',
  plural: 'events',
  singular: 'event',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [],
};
