import type { Immutable, KubeObject, Resource, ResourceInfo } from '../meta/index.js';
import { newController, type Controller, type ControllerOptions } from './controller.js';
import { enqueueRequestForObject, enqueueRequestForOwner, type EventHandler } from './event-handler.js';
import type { WatchedObject } from './event.js';
import type { Manager } from './manager.js';
import type { Predicate } from './predicate.js';
import type { Reconciler } from './reconciler.js';
import { newKindSource, type Source } from './source.js';

/** Which events of a kind count. */
export interface WatchKindOptions<T> {
  /** An event has to pass all of them, and those of `withEventFilter`. */
  readonly predicates?: readonly Predicate<T>[] | undefined;
}

export interface OwnsOptions<T> extends WatchKindOptions<T> {
  /** Whether every owner of the kind is reconciled. Default: false, only the managing controller is. */
  readonly matchEveryOwner?: boolean | undefined;
}

/** Puts a controller together. Its methods return the builder itself. */
export interface ControllerBuilder {
  /** The kind that is reconciled: each change of an object asks for it. Once at most. */
  for<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: WatchKindOptions<Immutable<T>>): ControllerBuilder;
  /** A kind that the controller makes: each change of an object asks for its owner, which is of the kind of `for`. */
  owns<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: OwnsOptions<Immutable<T>>): ControllerBuilder;
  /** Another kind: the handler says what a change asks for. */
  watches<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    handler: EventHandler<Immutable<T>>,
    options?: WatchKindOptions<Immutable<T>>,
  ): ControllerBuilder;
  /** A source of one's own, such as a timer or something outside the cluster. */
  watchesRawSource(source: Source): ControllerBuilder;
  /** A predicate for the events of all kinds. */
  withEventFilter(predicate: Predicate): ControllerBuilder;
  /** Adds to what was set before; the manager’s `controller` options count where nothing is set. */
  withOptions(options: ControllerOptions): ControllerBuilder;
  /** In metrics and messages; no two controllers of a manager have the same. Default: the kind of `for`, in lower case. */
  named(name: string): ControllerBuilder;
  /** Makes the controller and adds it to the manager. Throws where something is missing, or the name is taken. */
  build(reconciler: Reconciler): Controller;
}

/**
 * Begins a controller that the manager runs:
 *
 * `newControllerManagedBy(manager).for(redisClusterResource).owns(statefulSetResource).build(reconcile)`
 */
export function newControllerManagedBy(manager: Manager): ControllerBuilder {
  return new Builder(manager);
}

/** Makes a source once it is known who owns, and what is filtered out for all. */
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
      throw new Error(`a controller reconciles one kind: for(${resource.kind}) comes after for(${this.reconciled.kind})`);
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
      if (!owner) throw new Error(`owns(${resource.kind}) needs for(…): it says whose owners are reconciled`);
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
    const controller = newController({ ...this.options, name, reconciler, metrics, clock, logger });
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
    return newKindSource({ name: `the watch of ${resource.plural}`, informer, predicates, handler });
  }
}
