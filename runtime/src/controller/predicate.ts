/** Predicates: which events are a reason to reconcile. They change nothing of what the caches hold. */
import { labelSelectorAsSelector, parseSelector, type ReadonlyLabelSelector } from '../labels/index.js';
import type { Selector } from '../meta/index.js';
import type { ObjectEvent, WatchedObject } from './event.js';

/** Whether an event is a reason to reconcile. It must depend on nothing but the event. */
export type Predicate<T = WatchedObject> = (event: ObjectEvent<T>) => boolean;

/** The kinds of events, each with a function for it. */
export type PredicateFuncs<T> = {
  readonly [K in ObjectEvent<T>['type']]?: ((event: Extract<ObjectEvent<T>, { type: K }>) => boolean) | undefined;
};

/** A predicate for each kind of event; kinds without one pass. */
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

/** Passes events of objects that pass; of an update, its new state counts. */
export function fromFilter<T>(filter: (object: T) => boolean): Predicate<T> {
  return ({ object }) => filter(object);
}

/** Passes updates that changed the resource version, which a resync does not, and all other events. */
export const resourceVersionChanged: Predicate = (event) =>
  event.type !== 'update' || event.oldObject.metadata.resourceVersion !== event.object.metadata.resourceVersion;

/**
 * Passes updates that changed `metadata.generation`, and all other events. The server counts it up when the spec changes, and not for
 * a change of the status or the metadata, so a status that others overwrite is not seen. Kinds that count otherwise, or not at all,
 * need another predicate: look before using it for kinds that are not your own.
 */
export const generationChanged: Predicate = (event) =>
  event.type !== 'update' || event.oldObject.metadata.generation !== event.object.metadata.generation;

/** Passes updates that changed labels, and all other events. */
export const labelChanged: Predicate = (event) =>
  event.type !== 'update' || !sameEntries(event.oldObject.metadata.labels, event.object.metadata.labels);

/** Passes updates that changed annotations, and all other events. */
export const annotationChanged: Predicate = (event) =>
  event.type !== 'update' || !sameEntries(event.oldObject.metadata.annotations, event.object.metadata.annotations);

/** Passes events of objects whose labels match. Throws for a selector that does not parse. */
export function labelSelector(selector: string | Selector | ReadonlyLabelSelector): Predicate {
  const parsed = toSelector(selector);
  return ({ object }) => parsed.matches(object.metadata.labels);
}

/** Passes what passes all. */
export function and<T>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Passes what passes any. */
export function or<T>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Passes what does not pass: also creates and deletes, which most predicates pass. */
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
