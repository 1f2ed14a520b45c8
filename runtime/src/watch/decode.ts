import { ConnectionError, isStatus } from '../errors/index.js';
import type { Status, WatchEvent } from '../meta/index.js';
import { goQuote, isPlainObject } from '../util/index.js';
import { newFrameSplitter } from './frames.js';

/**
 * The events in the body of a watch, in the batches in which they arrived, none of them empty. Ends after an `ERROR` event. A
 * frame that is not an event throws a `ConnectionError`, and so does one that the end of the body cuts off; the events before it
 * have been yielded then. `T` is what the caller knows of the objects; nothing is checked against it.
 */
export async function* decodeWatchEvents<T>(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const splitter = newFrameSplitter();
  for await (const chunk of body) {
    const { events, fault } = decodeFrames<T>(splitter.push(chunk));
    if (events.length > 0) yield events;
    if (fault !== undefined) throw fault;
    if (events.at(-1)?.type === 'ERROR') return;
  }
  const rest = splitter.end();
  if (rest === '') return;
  const { events, fault } = decodeFrames<T>([rest]);
  if (fault !== undefined) throw new ConnectionError('the watch ended in the middle of an event');
  yield events;
}

/** Events up to the first `ERROR`, or up to the first frame that is not one. */
function decodeFrames<T>(frames: readonly string[]): { events: WatchEvent<T>[]; fault: ConnectionError | undefined } {
  const events: WatchEvent<T>[] = [];
  for (const frame of frames) {
    const event = decodeFrame<T>(frame);
    if (event instanceof ConnectionError) return { events, fault: event };
    events.push(event);
    if (event.type === 'ERROR') break;
  }
  return { events, fault: undefined };
}

function decodeFrame<T>(frame: string): WatchEvent<T> | ConnectionError {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    // The parser's message quotes the frame, which may be a secret.
    return new ConnectionError(`the watch sent a frame of ${frame.length} characters that is not JSON`);
  }
  if (!isPlainObject(value) || !isPlainObject(value['object']))
    return new ConnectionError('the watch sent a frame that is not an event');
  switch (value['type']) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      // The trust boundary: the objects are what the caller says they are.
      return value as unknown as WatchEvent<T>;
    case 'ERROR':
      return { type: 'ERROR', status: statusFrom(value['object']) };
    default:
      return new ConnectionError(`the watch sent an event of the unknown type ${goQuote(String(value['type']).slice(0, 50))}`);
  }
}

/** The status of an `ERROR` event. One without kind, as old servers send, is completed; anything else is an internal error. */
function statusFrom(object: Readonly<Record<string, unknown>>): Status {
  const completed = { apiVersion: 'v1', kind: 'Status', ...object };
  if (isStatus(completed)) return completed;
  const message = 'the watch sent an error that is not a Status';
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 500, reason: 'InternalError', message };
}
