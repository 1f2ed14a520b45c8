/**
 * Events about objects: a recorder for controllers, with the correlation and rate limits of client-go's `tools/record`.
 *
 * A manager has `eventRecorderFor`. Without a manager, `newEventBroadcaster` creates recorders, and `newEventSink` stores their
 * events.
 *
 * @packageDocumentation
 */
export { newEventBroadcaster } from './broadcaster.js';
export type { CoreEventHandler, EventBroadcaster, EventBroadcasterOptions, EventWatcher } from './broadcaster.js';
export { newEventCorrelator } from './correlator.js';
export type { CorrelatorOptions, EventCorrelateResult, EventCorrelator } from './correlator.js';
export { eventAggregatorByReason, eventAggregatorByReasonMessage, getReference } from './event.js';
export type { CoreEvent, EventObject, EventSource, EventType, NewCoreEvent, ObjectReference } from './event.js';
export { newEventSink } from './event-writer.js';
export type { EventSink } from './event-writer.js';
export { newFakeRecorder } from './fake-recorder.js';
export type { FakeRecorder, FakeRecorderOptions } from './fake-recorder.js';
export type { EventRecorder } from './recorder.js';
