import { namespacedClient } from '../client/index.js';
import type { KubeList, NamespacedResource } from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import type { CoreEvent, NewCoreEvent } from './event.js';

/**
 * A store of events.
 *
 * Rejects with a StatusError if the server rejects the event, and with any other error if the server cannot be reached.
 */
export interface EventSink {
  /** Stores a new event in its namespace. Resolves with the stored event. */
  create(event: NewCoreEvent, signal: AbortSignal): Promise<CoreEvent>;
  /** Patches the stored event of the same name and namespace. Resolves with the stored event. */
  patch(event: NewCoreEvent, patch: Patch<CoreEvent>, signal: AbortSignal): Promise<CoreEvent>;
}

/** Creates a sink that stores events in the core group. */
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
