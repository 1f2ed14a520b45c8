/**
 * Events about objects: a recorder for controllers, with the correlation and rate limits of client-go's `tools/record`.
 *
 * A manager has `eventRecorderFor`. Without a manager, `newEventBroadcaster` creates recorders, and `newEventSink` stores their
 * events.
 *
 * @packageDocumentation
 */
export { newEventBroadcaster } from './broadcaster.js';
export type { EventBroadcaster, EventBroadcasterOptions } from './broadcaster.js';
export { newEventCorrelator } from './correlator.js';
export type { CorrelatorOptions, EventCorrelateResult, EventCorrelator } from './correlator.js';
export type { CoreEvent, EventSource, EventType, NewCoreEvent, ObjectReference } from './event.js';
export { eventAggregatorByReason, eventAggregatorByReasonMessage } from './event-keys.js';
export { newEventSink } from './event-sink.js';
export type { EventSink } from './event-sink.js';
export type { CoreEventHandler, EventWatcher } from './event-watcher.js';
export { newFakeRecorder } from './fake-recorder.js';
export type { FakeRecorder, FakeRecorderOptions } from './fake-recorder.js';
export type { EventRecorder } from './recorder.js';
export { getReference } from './reference.js';
export type { EventObject } from './reference.js';
