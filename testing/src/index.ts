/**
 * An API server in one process, to test controllers and clients against.
 *
 * `startApiServer` starts a server with storage, watches, CustomResourceDefinitions, server-side apply and faults on demand. It
 * does not run pods or workload controllers. `docs/embedded-differences.md` lists its differences from a real server.
 *
 * Start reading at `server/api-server.ts`.
 *
 * @packageDocumentation
 */
export type { Fault, FaultHandle, FaultMatch, FaultSubject } from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export type { JsonArray, JsonObject, JsonValue } from './json/json.js';
export { startApiServer } from './server/api-server.js';
export type { ApiServer } from './server/api-server.js';
export type { Action, Reaction, Reactor } from './server/intercept.js';
export type { ApiServerOptions } from './server/options.js';
export type { RequestRecord } from './server/pipeline.js';
