import type { NamespacedStoredMeta, ObjectMeta, Time, TypeMeta } from '../meta/index.js';

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
