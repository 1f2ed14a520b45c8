import type { ResourceDefinition } from '../resources/definition.js';
import type { Call, ServerContext } from './context.js';

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
