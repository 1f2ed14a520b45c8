import type { Immutable, KubeObject, Resource, ResourceInfo } from '../meta/index.js';
import { newGatedController, type Controller, type ControllerOptions } from './controller.js';
import { enqueueRequestForObject, enqueueRequestForOwner, type EventHandler } from './event-handler.js';
import type { WatchedObject } from './event.js';
import type { Manager } from './manager.js';
import { ownWritesOf } from './own-writes.js';
import type { Predicate } from './predicate.js';
import type { Reconciler } from './reconciler.js';
import { newKindSource, type Source } from './source.js';

/** Options for the events of a kind. */
export interface WatchKindOptions<T> {
  /**
   * Predicates that an event must pass, in addition to those of `withEventFilter`.
   *
   * Default: every event passes
   */
  readonly predicates?: readonly Predicate<T>[] | undefined;
}

/** Options for the events of owned objects. */
export interface OwnsOptions<T> extends WatchKindOptions<T> {
  /**
   * Whether a change enqueues every owner of the reconciled kind, not only the managing controller.
   *
   * Default: false
   */
  readonly matchEveryOwner?: boolean | undefined;
}

/** A builder of controllers. All methods but `build` return the builder. */
export interface ControllerBuilder {
  /** Sets the kind to reconcile. Each change of an object enqueues the object. Throws an Error if called twice. */
  for<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: WatchKindOptions<Immutable<T>>): ControllerBuilder;
  /** Watches a kind whose objects the controller creates. Each change enqueues the owner, which must be of the kind of `for`. */
  owns<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: OwnsOptions<Immutable<T>>): ControllerBuilder;
  /** Watches another kind. `handler` enqueues requests for each change. */
  watches<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    handler: EventHandler<Immutable<T>>,
    options?: WatchKindOptions<Immutable<T>>,
  ): ControllerBuilder;
  /** Adds a custom source, such as a timer or events from outside the cluster. */
  watchesRawSource(source: Source): ControllerBuilder;
  /** Adds a predicate that the events of all kinds must pass. */
  withEventFilter(predicate: Predicate): ControllerBuilder;
  /** Merges options into those of earlier calls. They take precedence over the manager's `controller` options. */
  withOptions(options: ControllerOptions): ControllerBuilder;
  /**
   * Sets the name of the controller, for metrics and messages. It must be unique in the manager.
   *
   * Default: the kind of `for`, in lower case
   */
  named(name: string): ControllerBuilder;
  /**
   * Creates the controller and adds it to the manager. Throws an Error if neither a kind nor a source is set, or if the name is
   * taken.
   */
  build(reconciler: Reconciler): Controller;
}

/**
 * Starts to build a controller that the manager runs:
 *
 * `newControllerManagedBy(manager).for(redisClusterResource).owns(statefulSetResource).build(reconcile)`
 */
export function newControllerManagedBy(manager: Manager): ControllerBuilder {
  return new Builder(manager);
}

/** Creates a source when the reconciled kind and the filters for all kinds are known. */
type MakeSource = (owner: ResourceInfo | undefined, filters: readonly Predicate[]) => Source;

class Builder implements ControllerBuilder {
  private readonly manager: Manager;
  private readonly sources: MakeSource[] = [];
  private readonly filters: Predicate[] = [];
  private reconciled: ResourceInfo | undefined;
  private options: ControllerOptions;
  private name: string | undefined;

  constructor(manager: Manager) {
    this.manager = manager;
    this.options = manager.options.controller ?? {};
  }

  for<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    { predicates = [] }: WatchKindOptions<Immutable<T>> = {},
  ): this {
    if (this.reconciled) {
      throw new Error(`a controller reconciles one kind: for(${resource.kind}) was called after for(${this.reconciled.kind})`);
    }
    this.reconciled = resource;
    this.sources.push((_owner, filters) => this.kind(resource, [...filters, ...predicates], enqueueRequestForObject));
    return this;
  }

  owns<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    { predicates = [], matchEveryOwner = false }: OwnsOptions<Immutable<T>> = {},
  ): this {
    this.sources.push((owner, filters) => {
      if (!owner) throw new Error(`owns(${resource.kind}) needs for(…), which sets the kind of the owner`);
      const handler = enqueueRequestForOwner(owner, { onlyControllerOwner: !matchEveryOwner });
      return this.kind(resource, [...filters, ...predicates], handler);
    });
    return this;
  }

  watches<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    handler: EventHandler<Immutable<T>>,
    { predicates = [] }: WatchKindOptions<Immutable<T>> = {},
  ): this {
    this.sources.push((_owner, filters) => this.kind(resource, [...filters, ...predicates], handler));
    return this;
  }

  watchesRawSource(source: Source): this {
    this.sources.push(() => source);
    return this;
  }

  withEventFilter(predicate: Predicate): this {
    this.filters.push(predicate);
    return this;
  }

  withOptions(options: ControllerOptions): this {
    this.options = { ...this.options, ...options };
    return this;
  }

  named(name: string): this {
    this.name = name;
    return this;
  }

  build(reconciler: Reconciler): Controller {
    const name = this.name ?? this.reconciled?.kind.toLowerCase();
    if (name === undefined) throw new Error('a controller needs for(…) or named(…)');
    if (this.sources.length === 0) {
      throw new Error(`controller ${name} watches nothing: use for(…), owns(…), watches(…) or watchesRawSource(…)`);
    }
    const { metrics, clock, logger } = this.manager.options;
    const gate = ownWritesOf(this.manager.client)?.newGate();
    const controller = newGatedController({ ...this.options, name, reconciler, metrics, clock, logger }, gate);
    for (const make of this.sources) controller.watch(make(this.reconciled, this.filters));
    this.manager.add(controller);
    return controller;
  }

  private kind<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    predicates: readonly Predicate<Immutable<T> & WatchedObject>[],
    handler: EventHandler<Immutable<T> & WatchedObject>,
  ): Source {
    const informer = this.manager.informers.informerFor<T, Immutable<T> & WatchedObject>(resource);
    ownWritesOf(this.manager.client)?.addCache(resource, informer);
    return newKindSource({ name: `the watch of ${resource.plural}`, informer, predicates, handler });
  }
}
