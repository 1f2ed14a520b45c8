/**
 * Controllers: reconcilers with queues, sources of events, predicates, and a manager that runs them, as in controller-runtime.
 *
 * Start with `newManager` and `newControllerManagedBy`. The manager shares caches between controllers, elects a leader and serves
 * health checks. It has no webhooks and no HTTP server; a program serves `healthz()` and metrics itself.
 *
 * To read the code, start with `controller.ts` (the loop of a controller) and `manager.ts` (the order of start and stop).
 *
 * @packageDocumentation
 */
export { newControllerManagedBy, type ControllerBuilder, type OwnsOptions, type WatchKindOptions } from './builder.js';
export type { CacheListOptions, Client, ObjectKey, Reader, ReadOptions, Writer } from './client.js';
export { newController, type Controller, type ControllerConfig, type ControllerOptions } from './controller.js';
export {
  createOrPatch,
  createOrUpdate,
  type CreateOrUpdateOptions,
  type CreateOrUpdateResult,
  type MutateFn,
  type NamedInput,
  type OperationResult,
} from './create-or-update.js';
export type { ObjectEvent, WatchedObject } from './event.js';
export {
  enqueueRequestForObject,
  enqueueRequestForOwner,
  enqueueRequestsFromMapFunc,
  type EventHandler,
  type MapFunc,
  type OwnerOptions,
} from './event-handler.js';
export {
  FinalizeError,
  newFinalizers,
  type FinalizableObject,
  type Finalizer,
  type Finalizers,
  type FinalizeResult,
} from './finalizers.js';
export type { HealthCheck, HealthReport } from './health.js';
export type { ManagerLeaderElection } from './manager-election.js';
export { newManager, type Manager, type ManagerOptions } from './manager.js';
export type { ControllerMetricsProvider, ReconcileOutcome } from './metrics.js';
/** Predicates for builders, sources and handlers, such as `predicate.generationChanged`. */
export * as predicate from './predicate.js';
export type { Predicate, PredicateFuncs } from './predicate.js';
export { isTerminalError, TerminalError, type Reconciler, type Result } from './reconciler.js';
export { lowPriority, type Request, type RequestOptions, type RequestQueue } from './request.js';
export type { Runnable } from './runnable.js';
export { isStaleCacheError, StaleCacheError } from './stale-cache-error.js';
export { newKindSource, type KindSource, type Source } from './source.js';
