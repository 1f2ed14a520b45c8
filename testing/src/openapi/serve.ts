import type { Registry } from '../resources/registry.js';
import type { ServerRequest, ServerResponse } from '../handlers/request.js';

/** Answers what the server's OpenAPI paths ask for; undefined for other paths. */
export function openApi(_registry: Registry, _request: ServerRequest): ServerResponse | undefined {
  return undefined;
}
