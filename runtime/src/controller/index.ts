export { newController, type Controller, type ControllerConfig, type ControllerOptions } from './controller.js';
export type { ObjectEvent, WatchedObject } from './event.js';
export {
  enqueueRequestForObject,
  enqueueRequestForOwner,
  enqueueRequestsFromMapFunc,
  type EventHandler,
  type MapFunc,
  type OwnerOptions,
} from './event-handler.js';
export type { ControllerMetricsProvider, ReconcileOutcome } from './metrics.js';
export * as predicate from './predicate.js';
export type { Predicate, PredicateFuncs } from './predicate.js';
export { isTerminalError, TerminalError, type Reconciler, type Result } from './reconciler.js';
export type { Request, RequestQueue } from './request.js';
export { newKindSource, type KindSource, type Source } from './source.js';
