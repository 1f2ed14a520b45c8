import { format } from 'node:util';
import { goPrint } from '../util/index.js';
import type { EventObject, EventType } from './event.js';
import type { EventRecorder } from './recorder.js';

/** A recorder for tests. */
export interface FakeRecorder extends EventRecorder {
  /** The recorded events as client-go prints them: `Normal Started the pod has started`. */
  readonly events: readonly string[];
}

/** Options of a fake recorder. */
export interface FakeRecorderOptions {
  /**
   * Whether to append the kind and version of the object: ` involvedObject{kind=Pod,apiVersion=v1}`.
   *
   * Default: false
   */
  readonly includeObject?: boolean | undefined;
}

/**
 * Creates a recorder that keeps events in memory.
 *
 * @example
 * ```ts
 * import { newFakeRecorder } from 'kube-client-runtime';
 *
 * const recorder = newFakeRecorder();
 * const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cache-0', namespace: 'default' } };
 * recorder.event(pod, 'Warning', 'BackOff', 'restarting a failed container');
 * recorder.events; // => ['Warning BackOff restarting a failed container']
 * ```
 */
export function newFakeRecorder({ includeObject = false }: FakeRecorderOptions = {}): FakeRecorder {
  const events: string[] = [];
  const record = (
    { kind = '', apiVersion = '' }: EventObject,
    annotations: Readonly<Record<string, string>>,
    eventtype: EventType,
    reason: string,
    message: string,
  ): void => {
    const object = includeObject ? ` involvedObject{kind=${kind},apiVersion=${apiVersion}}` : '';
    const notes = Object.keys(annotations).length > 0 ? ` ${goPrint(annotations)}` : '';
    events.push(`${eventtype} ${reason} ${message}${object}${notes}`);
  };
  return {
    events,
    event: (object, eventtype, reason, message) => record(object, {}, eventtype, reason, message),
    eventf: (object, eventtype, reason, messageFmt, ...args) =>
      record(object, {}, eventtype, reason, format(messageFmt, ...args)),
    annotatedEventf: (object, annotations = {}, eventtype, reason, messageFmt, ...args) =>
      record(object, annotations, eventtype, reason, format(messageFmt, ...args)),
  };
}
