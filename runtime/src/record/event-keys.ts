import type { NewCoreEvent } from './event.js';

/** As one text that no other parts give. */
const join = (parts: readonly (string | undefined)[]): string => JSON.stringify(parts.map((part) => part ?? ''));

function sourceAndObject({ source, involvedObject: { kind, namespace, name, uid, apiVersion }, type }: NewCoreEvent) {
  return [source.component, source.host, kind, namespace, name, uid, apiVersion, type];
}

/** The same for events that say the same, which are counted as one. */
export function eventKey(event: NewCoreEvent): string {
  return join([...sourceAndObject(event), event.involvedObject.fieldPath, event.reason, event.message]);
}

/** The same for events of one source about one object, of one type: those share a budget. */
export function spamKey(event: NewCoreEvent): string {
  return join(sourceAndObject(event));
}

/** Groups the events that differ in their message alone. */
export function eventAggregatorByReason(event: NewCoreEvent): { readonly aggregateKey: string; readonly localKey: string } {
  const { reason, reportingComponent, reportingInstance, message } = event;
  return { aggregateKey: join([...sourceAndObject(event), reason, reportingComponent, reportingInstance]), localKey: message };
}

/** The message of an event that stands for many: that of the last one, with a word of what it is. */
export function eventAggregatorByReasonMessage(event: NewCoreEvent): string {
  return `(combined from similar events): ${event.message}`;
}
