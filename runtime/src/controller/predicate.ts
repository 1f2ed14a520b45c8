/**
 * Predicates: functions that decide which events cause a reconciliation. They do not change the content of the caches.
 *
 * @packageDocumentation
 */
import { labelSelectorAsSelector, parseSelector, type ReadonlyLabelSelector } from '../labels/index.js';
import type { Selector } from '../meta/index.js';
import type { ObjectEvent, WatchedObject } from './event.js';

/** A function that returns whether an event can cause a reconciliation. The result must depend only on the event. */
export type Predicate<T = WatchedObject> = (event: ObjectEvent<T>) => boolean;

/** A function for each type of event. A type without a function passes. */
export type PredicateFuncs<T> = {
  readonly [K in ObjectEvent<T>['type']]?: ((event: Extract<ObjectEvent<T>, { type: K }>) => boolean) | undefined;
};

/** Returns a predicate that calls the function for the type of the event. Types without a function pass. */
export function funcs<T>(byType: PredicateFuncs<T>): Predicate<T> {
  return (event) => {
    switch (event.type) {
      case 'create':
        return byType.create?.(event) ?? true;
      case 'update':
        return byType.update?.(event) ?? true;
      case 'delete':
        return byType.delete?.(event) ?? true;
      case 'generic':
        return byType.generic?.(event) ?? true;
    }
  };
}

/** Returns a predicate that passes events whose object passes the filter. For an update, the filter receives the new state. */
export function fromFilter<T>(filter: (object: T) => boolean): Predicate<T> {
  return ({ object }) => filter(object);
}

/** Passes updates that changed the resource version, and all other events. A resync does not change the resource version. */
export const resourceVersionChanged: Predicate = (event) =>
  event.type !== 'update' || event.oldObject.metadata.resourceVersion !== event.object.metadata.resourceVersion;

/**
 * Passes updates that changed `metadata.generation`, and all other events. The server increments it for a change of the spec, but
 * not for one of the status or the metadata. A controller with this predicate does not notice that another client overwrites the
 * status.
 *
 * Some built-in kinds increment the generation differently or not at all. Check that before you use the predicate for kinds of
 * others.
 */
export const generationChanged: Predicate = (event) =>
  event.type !== 'update' || event.oldObject.metadata.generation !== event.object.metadata.generation;

/** Passes updates that changed labels, and all other events. */
export const labelChanged: Predicate = (event) =>
  event.type !== 'update' || !sameEntries(event.oldObject.metadata.labels, event.object.metadata.labels);

/** Passes updates that changed annotations, and all other events. */
export const annotationChanged: Predicate = (event) =>
  event.type !== 'update' || !sameEntries(event.oldObject.metadata.annotations, event.object.metadata.annotations);

/** Returns a predicate that passes events of objects whose labels match. Throws an Error if the selector does not parse. */
export function labelSelector(selector: string | Selector | ReadonlyLabelSelector): Predicate {
  const parsed = toSelector(selector);
  return ({ object }) => parsed.matches(object.metadata.labels);
}

/** Returns a predicate that passes events that all predicates pass. */
export function and<T>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Returns a predicate that passes events that at least one predicate passes. */
export function or<T>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/**
 * Returns a predicate that passes exactly the events that `predicate` does not pass. Most predicates pass every create and
 * delete, so their negation passes none.
 */
export function not<T>(predicate: Predicate<T>): Predicate<T> {
  return (event) => !predicate(event);
}

type Entries = { readonly [key: string]: string } | undefined;

function sameEntries(a: Entries = {}, b: Entries = {}): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}

function toSelector(selector: string | Selector | ReadonlyLabelSelector): Selector {
  if (typeof selector === 'string') return parseSelector(selector);
  return 'matches' in selector ? selector : labelSelectorAsSelector(selector);
}
