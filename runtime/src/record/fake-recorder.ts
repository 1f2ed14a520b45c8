import { format } from 'node:util';
import { goPrint } from '../util/index.js';
import type { EventType } from './event.js';
import type { EventRecorder } from './recorder.js';
import type { EventObject } from './reference.js';

/** A recorder for the tests of what records events. */
export interface FakeRecorder extends EventRecorder {
  /** What was recorded, each as client-go's prints it: `Normal Started the pod has started`. */
  readonly events: readonly string[];
}

export interface FakeRecorderOptions {
  /** Whether kind and version of the object follow: ` involvedObject{kind=Pod,apiVersion=v1}`. Default: false. */
  readonly includeObject?: boolean | undefined;
}

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
