import type { Clock, Random } from 'kube-client-runtime/util';
import type { GroupResource } from 'kube-client-runtime/meta';
import type { Registry } from '../resources/registry.js';
import type { ResourceDefinition } from '../resources/definition.js';
import type { Store } from '../storage/store.js';
import type { WatchRegistry } from './watch-registry.js';
import type { RequestInfo, ServerRequest } from './request.js';

/** What handlers work on, the same for all requests. */
export interface ServerContext {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds between the bookmarks of a watch. */
  readonly bookmarkIntervalMs: number;
  /** Whether namespaces must exist before anything is created in them. */
  readonly checkNamespaces: boolean;
  /** The text that `pods/log` answers with. */
  readonly podLog: (namespace: string, name: string, container: string) => string;
  readonly watches: WatchRegistry;
}

/** One request to one resource. */
export interface Call {
  readonly context: ServerContext;
  readonly request: ServerRequest;
  readonly info: RequestInfo;
  readonly definition: ResourceDefinition;
  /** Sent as `Warning` headers. */
  readonly warnings: string[];
}

export function resourceOf(definition: ResourceDefinition): GroupResource {
  return { group: definition.group, resource: definition.plural };
}

/** Now, as the server prints times: RFC 3339 with whole seconds. */
export function printTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
