export type { Fault, FaultHandle, FaultMatch } from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export { startApiServer } from './server/api-server.js';
export type { ApiServer } from './server/api-server.js';
export type { Action, Reaction, Reactor } from './server/intercept.js';
export type { ApiServerOptions } from './server/options.js';
export type { RequestRecord } from './server/pipeline.js';
