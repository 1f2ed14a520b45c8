import type { NamespacedStoredMeta, ObjectMeta, Time, TypeMeta } from '../meta/index.js';

/** Names an object, or a part of it. */
export interface ObjectReference {
  readonly apiVersion?: string | undefined;
  /** A part of the object: `spec.containers{name}`. */
  readonly fieldPath?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly uid?: string | undefined;
}

/** Who reports an event. */
export interface EventSource {
  /** The name of the program. */
  readonly component?: string | undefined;
  /** The node on which it runs. */
  readonly host?: string | undefined;
}

export type EventType = 'Normal' | 'Warning';

/**
 * An Event of the core group, as far as the recorder knows it.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export interface CoreEvent extends TypeMeta {
  readonly metadata: NamespacedStoredMeta;
  readonly involvedObject: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly source: EventSource;
  readonly firstTimestamp: Time;
  readonly lastTimestamp: Time;
  /** How often it has happened since `firstTimestamp`. */
  readonly count: number;
  readonly type: EventType;
  readonly reportingComponent?: string | undefined;
  readonly reportingInstance?: string | undefined;
}

/** An event to store. */
export interface NewCoreEvent extends Omit<CoreEvent, 'metadata'> {
  readonly metadata: ObjectMeta & { name: string; namespace: string };
}

/** An event for messages: what happened to what. */
export function describeEvent({ involvedObject, reason, message }: NewCoreEvent): string {
  const { kind = '', namespace = '', name = '' } = involvedObject;
  return `${reason} of ${kind} ${namespace === '' ? name : `${namespace}/${name}`}: ${message}`;
}
