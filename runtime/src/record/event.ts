import { randomUUID } from 'node:crypto';
import type { NamespacedStoredMeta, ObjectMeta, Time, TypeMeta } from '../meta/index.js';
import type { Clock, Random } from '../util/index.js';

/** A reference to an object, or to a part of it. */
export interface ObjectReference {
  /** The `apiVersion`. */
  readonly apiVersion?: string | undefined;
  /** The part of the object: `spec.containers{name}`. */
  readonly fieldPath?: string | undefined;
  /** The kind. */
  readonly kind?: string | undefined;
  /** The name. */
  readonly name?: string | undefined;
  /** The namespace. */
  readonly namespace?: string | undefined;
  /** The version. */
  readonly resourceVersion?: string | undefined;
  /** The uid. */
  readonly uid?: string | undefined;
}

/** The reporter of an event. */
export interface EventSource {
  /** The name of the program. */
  readonly component?: string | undefined;
  /** The node on which the program runs. */
  readonly host?: string | undefined;
}

/** The type of an event. */
export type EventType = 'Normal' | 'Warning';

/**
 * An Event of the core group, with the fields that the recorder uses.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export interface CoreEvent extends TypeMeta {
  /** The metadata. */
  readonly metadata: NamespacedStoredMeta;
  /** The object that the event is about. */
  readonly involvedObject: ObjectReference;
  /** A short UpperCamelCase word for programs. */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
  /** The reporter. */
  readonly source: EventSource;
  /** The time of the first occurrence. */
  readonly firstTimestamp: Time;
  /** The time of the last occurrence. */
  readonly lastTimestamp: Time;
  /** The number of occurrences since `firstTimestamp`. */
  readonly count: number;
  /** The type. */
  readonly type: EventType;
  /** The name of the controller. */
  readonly reportingComponent?: string | undefined;
  /** The instance of the controller. */
  readonly reportingInstance?: string | undefined;
}

/** An event to store. */
export interface NewCoreEvent extends Omit<CoreEvent, 'metadata'> {
  /** The metadata, with a name and a namespace. */
  readonly metadata: ObjectMeta & { name: string; namespace: string };
}

/** Formats an event for messages. */
export function describeEvent({ involvedObject, reason, message }: NewCoreEvent): string {
  const { kind = '', namespace = '', name = '' } = involvedObject;
  return `${reason} of ${kind} ${namespace === '' ? name : `${namespace}/${name}`}: ${message}`;
}

/** A function that returns the name of a new event about an object. */
export type EventNames = (object: string) => string;

/**
 * Creates names as client-go does: the name of the object, a dot, and the nanoseconds since the epoch in hexadecimal. The clock
 * has milliseconds, so the remaining digits are random. No two names of one function are equal.
 */
export function newEventNames(clock: Clock, random: Random): EventNames {
  let last = 0n;
  return (object) => {
    const now = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(Math.floor(random() * 1_000_000));
    last = now > last ? now : last + 1n;
    const name = `${object}.${last.toString(16)}`;
    // The names of some objects are not valid names of events.
    return name.length <= 253 && subdomain.test(name) ? name : randomUUID();
  };
}

/**
 * The syntax of names.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Joins parts into a text that no other parts produce. */
const join = (parts: readonly (string | undefined)[]): string => JSON.stringify(parts.map((part) => part ?? ''));

function sourceAndObject({ source, involvedObject: { kind, namespace, name, uid, apiVersion }, type }: NewCoreEvent) {
  return [source.component, source.host, kind, namespace, name, uid, apiVersion, type];
}

/** Returns the key of identical events, which are counted as one. */
export function eventKey(event: NewCoreEvent): string {
  return join([...sourceAndObject(event), event.involvedObject.fieldPath, event.reason, event.message]);
}

/** Returns the key of events of one source and type about one object, which share a rate limit. */
export function spamKey(event: NewCoreEvent): string {
  return join(sourceAndObject(event));
}

/** Groups events that differ only in their message. */
export function eventAggregatorByReason(event: NewCoreEvent): { readonly aggregateKey: string; readonly localKey: string } {
  const { reason, reportingComponent, reportingInstance, message } = event;
  return { aggregateKey: join([...sourceAndObject(event), reason, reportingComponent, reportingInstance]), localKey: message };
}

/** Returns the message of an event that stands for many: the last message with a prefix. */
export function eventAggregatorByReasonMessage(event: NewCoreEvent): string {
  return `(combined from similar events): ${event.message}`;
}

/** The object of an event: an API object, also from a cache, or a reference to one. */
export type EventObject =
  | ObjectReference
  | {
      readonly apiVersion?: string | undefined;
      readonly kind?: string | undefined;
      readonly metadata: {
        readonly name?: string | undefined;
        readonly namespace?: string | undefined;
        readonly resourceVersion?: string | undefined;
        readonly uid?: string | undefined;
      };
    };

/**
 * Returns a reference to an object. A reference is returned as it is.
 *
 * Throws a TypeError for a value that is not an object, and for an object without `apiVersion` and `kind`.
 */
export function getReference(object: EventObject | null | undefined): ObjectReference {
  if (object === null || object === undefined) throw new TypeError(`can't reference ${String(object)}`);
  if (!('metadata' in object)) return object;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, resourceVersion, uid } = metadata;
  if (!apiVersion || !kind) throw new TypeError(`can't reference ${name ?? 'an object'}: its apiVersion and kind are needed`);
  return { apiVersion, kind, name, namespace, resourceVersion, uid };
}
