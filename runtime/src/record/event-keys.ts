import type { NewCoreEvent } from './event.js';

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
