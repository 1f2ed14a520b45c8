import type { Clock, Random } from 'kube-client-runtime';
import type { GroupResource } from 'kube-client-runtime/meta';
import type { ResourceDefinition } from '../resources/definition.js';
import type { Registry } from '../resources/registry.js';
import type { Store } from '../storage/store.js';
import type { RequestInfo, ServerRequest } from './request.js';
import type { WatchRegistry } from './watch-registry.js';

/** The state that all requests share. */
export interface ServerContext {
  /** The objects. */
  readonly store: Store;
  /** The served resources. */
  readonly registry: Registry;
  /** The clock. */
  readonly clock: Clock;
  /** The source of generated names. */
  readonly random: Random;
  /**
   * The time between bookmarks of a watch.
   *
   * Unit: milliseconds
   */
  readonly bookmarkIntervalMs: number;
  /** Whether a namespace must exist before objects are created in it. */
  readonly checkNamespaces: boolean;
  /** Returns the content of `pods/log`. */
  readonly podLog: (namespace: string, name: string, container: string) => string;
  /** The running watches. */
  readonly watches: WatchRegistry;
}

/** One request to one resource. */
export interface Call {
  /** The state that all requests share. */
  readonly context: ServerContext;
  /** The request. */
  readonly request: ServerRequest;
  /** The parts of its path. */
  readonly info: RequestInfo;
  /** The definition of the resource in the requested version. */
  readonly definition: ResourceDefinition;
  /** Texts to send as `Warning` headers. Handlers append to it. */
  readonly warnings: string[];
}

/** Returns the group and plural of a definition. */
export function resourceOf(definition: ResourceDefinition): GroupResource {
  return { group: definition.group, resource: definition.plural };
}

/** Formats a time as the server prints it: RFC 3339 with whole seconds. */
export function printTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Creates a call that the server makes itself, to an object or, with an empty name, to a collection. */
export function internalCall(
  context: ServerContext,
  definition: ResourceDefinition,
  target: { readonly verb: string; readonly namespace: string; readonly name: string },
): Call {
  return {
    context,
    definition,
    warnings: [],
    request: {
      method: '',
      path: '',
      query: new URLSearchParams(),
      headers: {},
      body: new Uint8Array(),
      signal: new AbortController().signal,
    },
    info: {
      ...target,
      group: definition.group,
      version: definition.version,
      resource: definition.plural,
      subresource: '',
      rest: [],
      watchPath: false,
    },
  };
}
